//! The rules of analyses.

use super::{
    Analysis, AnalysisKind, AnalysisProblem, Blank, Decimal, Field, Fixed, FixedError, Form, FormError, Kind,
    MAX_ANALYSES, MAX_BINS, MAX_PREDICTORS, Measure, Part, Per, RawAnalysis, has_same_shape, is_uniform,
    number_of,
};

pub(super) fn check_analyses(raw: &[RawAnalysis], form: &Form) -> Result<Vec<Analysis>, FormError> {
    match raw.len() {
        0 => return Err(FormError::NoAnalyses),
        count if count > MAX_ANALYSES => return Err(FormError::TooManyAnalyses { count }),
        _ => {}
    }
    let lookup = Lookup { fields: &form.fields, form };
    let mut analyses: Vec<Analysis> = Vec::with_capacity(raw.len());
    for (index, raw) in raw.iter().enumerate() {
        let error = |problem| FormError::Analysis { number: index + 1, kind: raw.kind, problem };
        let analysis = lookup.check_analysis(raw).map_err(error)?;
        if let Some(earlier) = analyses.iter().position(|earlier| *earlier == analysis) {
            return Err(error(AnalysisProblem::Duplicate { earlier: earlier + 1 }));
        }
        lookup.check_same_bins(&analysis, &analyses).map_err(error)?;
        analyses.push(analysis);
    }
    Ok(analyses)
}

/// The fields and tables that analyses may name, by key.
struct Lookup<'a> {
    fields: &'a [Field],
    form: &'a Form,
}

impl Lookup<'_> {
    fn check_analysis(&self, raw: &RawAnalysis) -> Result<Analysis, AnalysisProblem> {
        use AnalysisKind::{Correlation, Crosstab, Histogram, Ratio, Regression, WeightedMean};
        let several = matches!(raw.kind, Crosstab | Correlation);
        let foreign = [
            ("of", raw.of.is_some() && several),
            ("by", raw.by.is_some() && (several || raw.kind == Regression)),
            ("on", raw.on.is_some() && raw.kind != Regression),
            ("to", raw.to.is_some() && raw.kind != Ratio),
            ("weight", raw.weight.is_some() && raw.kind != WeightedMean),
            ("bins", raw.bins.is_some() && raw.kind != Histogram),
            ("rows", raw.rows.is_some() && raw.kind != Crosstab),
            ("columns", raw.columns.is_some() && raw.kind != Crosstab),
            ("between", raw.between.is_some() && raw.kind != Correlation),
        ];
        if let Some((setting, _)) = foreign.into_iter().find(|(_, foreign)| *foreign) {
            return Err(AnalysisProblem::ForeignSetting { setting });
        }
        let adds_up = [AnalysisKind::Sum, AnalysisKind::Mean, AnalysisKind::StandardDeviation, Ratio];
        if adds_up.contains(&raw.kind) {
            let of = raw.of.as_deref().ok_or(AnalysisProblem::MissingSetting { setting: "of" })?;
            let of = self.measure("of", of, raw.per)?;
            return self.check_sums(raw, of);
        }
        if raw.per.is_some() {
            return Err(AnalysisProblem::ForeignSetting { setting: "per" });
        }
        let of = raw.of.as_deref().map(|key| self.field("of", key)).transpose()?;
        let some_of = of.ok_or(AnalysisProblem::MissingSetting { setting: "of" });
        let by = self.check_by(raw, of)?;
        Ok(match raw.kind {
            Regression => {
                let of = self.number("of", some_of?)?;
                Analysis::Regression { of, on: self.check_on(raw, of)? }
            }
            AnalysisKind::Frequency => {
                let of = some_of?;
                self.expect("of", of, "boolean, choice or multi", |kind| !matches!(kind, Kind::Number(_)))?;
                Analysis::Frequency { of, by }
            }
            WeightedMean => {
                let of = self.number("of", some_of?)?;
                Analysis::WeightedMean { of, weight: self.check_weight(raw, of)?, by }
            }
            Histogram => {
                let of = self.number("of", some_of?)?;
                Analysis::Histogram { of, limits: self.check_bins(raw, of)?, by }
            }
            Crosstab => self.check_crosstab(raw)?,
            Correlation => Analysis::Correlation { between: self.check_between(raw)? },
            _ => Analysis::Count { of, by },
        })
    }

    /// Sums, means, standard deviations, ratios.
    fn check_sums(&self, raw: &RawAnalysis, of: Measure) -> Result<Analysis, AnalysisProblem> {
        let field = |measure| match measure {
            Measure::Number(field) => Some(field),
            Measure::Table { .. } => None,
        };
        let by = self.check_by(raw, field(of))?;
        if by.is_some() {
            self.check_groupable(of)?;
        }
        Ok(match raw.kind {
            AnalysisKind::Sum => Analysis::Sum { of, by },
            AnalysisKind::Mean => Analysis::Mean { of, by },
            AnalysisKind::StandardDeviation => Analysis::StandardDeviation { of, by },
            _ => {
                let to = raw.to.as_deref().ok_or(AnalysisProblem::MissingSetting { setting: "to" })?;
                let to = self.measure("to", to, raw.per)?;
                if by.is_some() {
                    self.check_groupable(to)?;
                }
                self.check_ratio(of, to)?;
                Analysis::Ratio { of, to, by }
            }
        })
    }

    /// A number field, or a table and which parts of it.
    fn measure(
        &self,
        setting: &'static str,
        key: &str,
        per: Option<Per>,
    ) -> Result<Measure, AnalysisProblem> {
        let Some(index) = self.form.tables.iter().position(|table| table.key == key) else {
            let field = self.number(setting, self.field(setting, key)?)?;
            return match per {
                None => Ok(Measure::Number(field)),
                Some(_) => Err(AnalysisProblem::ForeignSetting { setting: "per" }),
            };
        };
        let (table, per) = (&self.form.tables[index], per.unwrap_or_default());
        let key = || key.to_owned();
        if table.is_computed() {
            return Err(AnalysisProblem::Computed { key: key() });
        }
        if per == Per::Group && table.columns[0].groups.is_empty() {
            return Err(AnalysisProblem::NoGroups { key: key() });
        }
        for part in table.parts(per) {
            if !is_uniform(part.fields.iter().map(|&field| number_of(&self.fields[field]))) {
                return Err(AnalysisProblem::MixedTotal { key: key(), per: per.name() });
            }
            if self.form.number_of(&part.fields).is_none() {
                return Err(AnalysisProblem::TotalTooLarge { key: key() });
            }
        }
        Ok(Measure::Table { table: index, per })
    }

    /// Who left a cell blank can't be told from who isn't in a group.
    fn check_groupable(&self, measure: Measure) -> Result<(), AnalysisProblem> {
        let Measure::Table { table, per } = measure else { return Ok(()) };
        let table = &self.form.tables[table];
        if table.blank == Blank::Absent && per != Per::Cell {
            return Err(AnalysisProblem::AbsentByGroup { key: table.key.clone() });
        }
        Ok(())
    }

    /// Whether both have the same parts.
    fn check_ratio(&self, of: Measure, to: Measure) -> Result<(), AnalysisProblem> {
        let fits = match (of, to) {
            (Measure::Number(of), Measure::Number(to)) => of != to,
            (Measure::Table { table: of, per }, Measure::Table { table: to, .. }) => {
                let (of, to) = (&self.form.tables[of], &self.form.tables[to]);
                let (ours, theirs) = (of.parts(per), to.parts(per));
                let same = |(our, their): (&Part, &Part)| our.row == their.row && our.column == their.column;
                of.key != to.key
                    && has_same_shape(of, to)
                    && ours.len() == theirs.len()
                    && ours.iter().zip(&theirs).all(same)
            }
            _ => false,
        };
        if fits { Ok(()) } else { Err(AnalysisProblem::RatioShape) }
    }

    fn check_by(&self, raw: &RawAnalysis, of: Option<usize>) -> Result<Option<usize>, AnalysisProblem> {
        let Some(key) = raw.by.as_deref() else { return Ok(None) };
        let by = self.field("by", key)?;
        self.divides("by", by)?;
        if of == Some(by) {
            return Err(AnalysisProblem::RepeatedField { key: key.to_owned() });
        }
        Ok(Some(by))
    }

    fn check_on(&self, raw: &RawAnalysis, of: usize) -> Result<Vec<usize>, AnalysisProblem> {
        let keys = raw.on.as_deref().ok_or(AnalysisProblem::MissingSetting { setting: "on" })?;
        match keys.len() {
            0 => return Err(AnalysisProblem::NoPredictors),
            count if count > MAX_PREDICTORS => return Err(AnalysisProblem::TooManyPredictors { count }),
            _ => {}
        }
        self.variables("on", keys, vec![of])
    }

    fn check_between(&self, raw: &RawAnalysis) -> Result<Vec<usize>, AnalysisProblem> {
        let keys = raw.between.as_deref().unwrap_or_default();
        if !(2..=MAX_PREDICTORS + 1).contains(&keys.len()) {
            return Err(AnalysisProblem::BetweenCount { count: keys.len() });
        }
        self.variables("between", keys, Vec::new())
    }

    /// Different number or boolean fields, none of those that are named already.
    fn variables(
        &self,
        setting: &'static str,
        keys: &[String],
        mut seen: Vec<usize>,
    ) -> Result<Vec<usize>, AnalysisProblem> {
        keys.iter()
            .map(|key| {
                let index = self.field(setting, key)?;
                let numeric = |kind: &Kind| matches!(kind, Kind::Number(_) | Kind::Boolean);
                self.expect(setting, index, "number or boolean", numeric)?;
                if seen.contains(&index) {
                    return Err(AnalysisProblem::RepeatedField { key: key.clone() });
                }
                seen.push(index);
                Ok(index)
            })
            .collect()
    }

    fn check_weight(&self, raw: &RawAnalysis, of: usize) -> Result<usize, AnalysisProblem> {
        let key = raw.weight.as_deref().ok_or(AnalysisProblem::MissingSetting { setting: "weight" })?;
        let weight = self.number("weight", self.field("weight", key)?)?;
        if weight == of {
            return Err(AnalysisProblem::RepeatedField { key: key.to_owned() });
        }
        if number_of(&self.fields[weight]).is_some_and(|number| number.min < 0) {
            return Err(AnalysisProblem::NegativeWeight { key: key.to_owned() });
        }
        Ok(weight)
    }

    /// The limits between bins.
    fn check_bins(&self, raw: &RawAnalysis, of: usize) -> Result<Vec<i64>, AnalysisProblem> {
        let bins = raw.bins.as_deref().unwrap_or_default();
        if !(1..MAX_BINS).contains(&bins.len()) {
            return Err(AnalysisProblem::BinCount { count: bins.len() });
        }
        let field = &self.fields[of];
        let order = || AnalysisProblem::BinOrder { key: field.key.clone() };
        let number = number_of(field).ok_or_else(order)?;
        let limit = |Decimal(text): &Decimal| {
            Fixed::parse(text, number.decimals)
                .and_then(|limit| i64::try_from(limit.units).map_err(|_| FixedError::TooLarge))
                .map_err(AnalysisProblem::Bin)
        };
        let limits = bins.iter().map(limit).collect::<Result<Vec<i64>, _>>()?;
        let ascending = limits.windows(2).all(|pair| pair[0] < pair[1]);
        let inside = limits.iter().all(|&limit| number.min < limit && limit <= number.max);
        if ascending && inside { Ok(limits) } else { Err(order()) }
    }

    /// Counts between limits that lie close to each other would differ by few people.
    fn check_same_bins(&self, analysis: &Analysis, earlier: &[Analysis]) -> Result<(), AnalysisProblem> {
        let Analysis::Histogram { of, limits, .. } = analysis else { return Ok(()) };
        let differs = |other: &Analysis| matches!(other, Analysis::Histogram { of: same, limits: others, .. } if same == of && others != limits);
        match earlier.iter().position(differs) {
            None => Ok(()),
            Some(earlier) => {
                Err(AnalysisProblem::OtherBins { key: self.fields[*of].key.clone(), earlier: earlier + 1 })
            }
        }
    }

    fn check_crosstab(&self, raw: &RawAnalysis) -> Result<Analysis, AnalysisProblem> {
        let field = |setting, key: &Option<String>| {
            let key = key.as_deref().ok_or(AnalysisProblem::MissingSetting { setting })?;
            let field = self.field(setting, key)?;
            self.divides(setting, field)?;
            Ok((key.to_owned(), field))
        };
        let (_, rows) = field("rows", &raw.rows)?;
        let (key, columns) = field("columns", &raw.columns)?;
        if rows == columns {
            return Err(AnalysisProblem::RepeatedField { key });
        }
        Ok(Analysis::Crosstab { rows, columns })
    }

    /// Whether everybody who answered the field is in one group.
    fn divides(&self, setting: &'static str, field: usize) -> Result<(), AnalysisProblem> {
        self.expect(setting, field, "boolean or choice", |kind| {
            matches!(kind, Kind::Boolean | Kind::Choice(_))
        })
    }

    fn field(&self, setting: &'static str, key: &str) -> Result<usize, AnalysisProblem> {
        if let Some(index) = self.form.field_index(key) {
            return Ok(index);
        }
        let key = key.to_owned();
        Err(if self.form.tables.iter().any(|table| table.key == key) {
            AnalysisProblem::WrongKind { setting, key, kind: "table", expected: "single" }
        } else {
            AnalysisProblem::UnknownField { setting, key }
        })
    }

    fn number(&self, setting: &'static str, field: usize) -> Result<usize, AnalysisProblem> {
        self.expect(setting, field, "number", |kind| matches!(kind, Kind::Number(_)))?;
        Ok(field)
    }

    fn expect(
        &self,
        setting: &'static str,
        index: usize,
        expected: &'static str,
        is_expected: impl Fn(&Kind) -> bool,
    ) -> Result<(), AnalysisProblem> {
        let Field { key, kind, .. } = &self.fields[index];
        if is_expected(kind) {
            return Ok(());
        }
        Err(AnalysisProblem::WrongKind { setting, key: key.clone(), kind: kind.name(), expected })
    }
}
