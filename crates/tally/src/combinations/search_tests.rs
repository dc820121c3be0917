use super::*;

/// How many gave each combination.
const PEOPLE: [u64; 6] = [20, 30, 26, 4, 0, 7];

/// What is told by sums over these sets of combinations.
fn told(sets: &[&[usize]]) -> Option<Vec<PopulationId>> {
    let mut search = Search::new(5);
    for (population, set) in sets.iter().enumerate() {
        let people = set.iter().map(|&combination| PEOPLE[combination]).sum();
        let mut combinations = FixedBitSet::with_capacity(PEOPLE.len());
        combinations.extend(set.iter().copied());
        search.add(combinations, people, (population, &[]));
    }
    search.run().map(|together| together.into_iter().collect())
}

#[test]
fn all_less_two_groups_that_overlap_are_the_others() {
    // All, the members, the north, the members of the north: without the last nobody knows how many are in both.
    let [all, members, north, both]: [&[usize]; 4] = [&[0, 1, 2, 3], &[0, 1], &[1, 2], &[1]];
    assert_eq!(told(&[all, members, north, both]), Some(vec![0, 1, 2, 3]));
    assert_eq!(told(&[all, members, north]), None);
    assert_eq!(told(&[all, members, both]), None);
}

#[test]
fn parts_are_taken_from_what_others_make_together() {
    // Two groups, and all of them but a few.
    assert_eq!(told(&[&[0], &[2, 3], &[0, 2]]), Some(vec![0, 1, 2]));
    assert_eq!(told(&[&[0], &[2, 5], &[0, 2]]), None);
    assert_eq!(told(&[&[0, 1, 2, 3], &[0], &[1], &[2]]), Some(vec![0, 1, 2, 3]));
}

#[test]
fn nobody_is_not_too_few() {
    assert_eq!(told(&[&[0, 4], &[0]]), None);
    assert_eq!(told(&[&[0, 1, 4], &[0], &[1]]), None);
}

#[test]
fn where_a_search_takes_too_long_it_counts_as_one_that_found_some() {
    // Of very many ways to take parts of 10 out of 10 times 30 and 5, all leave 5 or more.
    let mut search = Search::new(5);
    let (groups, members) = (14, 24);
    let all = groups * members;
    let mut whole = FixedBitSet::with_capacity(all);
    whole.insert_range(..);
    search.add(whole, 10 * all as u64 + 5, (0, &[]));
    for group in 0..groups {
        for start in 0..members / 2 {
            let mut part = FixedBitSet::with_capacity(all);
            part.extend((start..start + members / 2).map(|member| group * members + member));
            search.add(part, 5 * members as u64, (1 + group * members + start, &[]));
        }
    }
    assert!(search.run().is_some());
}
