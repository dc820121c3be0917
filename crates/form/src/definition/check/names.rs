//! Looking up what expressions name.

use super::{ExpressionProblem, Form, Kind, Name, Operand, has_same_shape};

/// The numbers and tables that an expression may name: those of the form so far.
pub(super) struct Names<'a>(&'a Form);

impl<'a> Names<'a> {
    pub(super) fn of(form: &'a Form) -> Self {
        Self(form)
    }

    /// What a name stands for. All tables that an expression takes cell by cell must have one shape: `shape` is the
    /// first of them.
    pub(super) fn operand(
        &self,
        name: &Name,
        shape: &mut Option<usize>,
    ) -> Result<Operand, ExpressionProblem> {
        let Name { key, total } = name;
        let Some(table) = self.0.tables.iter().position(|table| table.key == *key) else {
            return if *total {
                Err(ExpressionProblem::NoTable { key: key.clone() })
            } else {
                self.field(key)
            };
        };
        if *total {
            return Ok(Operand::Total(table));
        }
        let first = *shape.get_or_insert(table);
        if !has_same_shape(&self.0.tables[first], &self.0.tables[table]) {
            let first = self.0.tables[first].key.clone();
            return Err(ExpressionProblem::Shape { first, key: key.clone() });
        }
        Ok(Operand::Cell(table))
    }

    fn field(&self, key: &str) -> Result<Operand, ExpressionProblem> {
        let is_named = |field: &super::Field| field.key == key && matches!(field.kind, Kind::Number(_));
        let found = self.0.fields.iter().position(is_named);
        found.map(Operand::Field).ok_or_else(|| ExpressionProblem::UnknownName { key: key.to_owned() })
    }
}
