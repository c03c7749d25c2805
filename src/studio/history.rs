//! Undo and redo.

/// How many steps back are kept.
const MOST: usize = 200;

/// A value with what it was before, and what was taken back.
#[derive(Debug, Clone)]
pub struct History<T> {
    past: Vec<T>,
    now: T,
    future: Vec<T>,
    /// What is being changed: changes of one thing are one step until [`History::settle`].
    gesture: Option<String>,
}

impl<T: Clone + PartialEq> History<T> {
    /// A history that begins with `now`.
    pub fn new(now: T) -> Self {
        Self {
            past: Vec::new(),
            now,
            future: Vec::new(),
            gesture: None,
        }
    }

    /// The value now.
    pub fn now(&self) -> &T {
        &self.now
    }

    /// Changes `what` of the value. One that changes nothing is no step.
    pub fn edit(&mut self, what: &str, change: impl FnOnce(&mut T)) {
        let before = self.now.clone();
        change(&mut self.now);
        if self.now == before {
            return;
        }
        if self.gesture.as_deref() != Some(what) {
            self.past.push(before);
            if self.past.len() > MOST {
                self.past.remove(0);
            }
            self.gesture = Some(what.to_owned());
        }
        self.future.clear();
    }

    /// The next change is a step of its own, whatever it changes.
    pub fn settle(&mut self) {
        self.gesture = None;
    }

    /// Takes the last step back.
    pub fn undo(&mut self) {
        if let Some(before) = self.past.pop() {
            self.future.push(std::mem::replace(&mut self.now, before));
        }
        self.settle();
    }

    /// Takes the last step that was taken back again.
    pub fn redo(&mut self) {
        if let Some(after) = self.future.pop() {
            self.past.push(std::mem::replace(&mut self.now, after));
        }
        self.settle();
    }

    /// Whether there is a step to take back.
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// Whether there is a step to take again.
    pub fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_drag_changes_is_one_step() {
        let mut history = History::new(0);
        for value in 1..=3 {
            history.edit("hue", |now| *now = value);
        }
        history.settle();
        history.edit("hue", |now| *now = 9);
        history.undo();
        assert_eq!(*history.now(), 3);
        history.undo();
        assert_eq!((*history.now(), history.can_undo()), (0, false));
        history.redo();
        history.redo();
        assert_eq!((*history.now(), history.can_redo()), (9, false));
    }

    #[test]
    fn a_change_after_undo_forgets_what_was_undone() {
        let mut history = History::new(0);
        history.edit("a", |now| *now = 1);
        history.undo();
        history.edit("b", |now| *now = 0);
        assert!(history.can_redo(), "nothing was changed");
        history.edit("b", |now| *now = 2);
        assert!(!history.can_redo());
    }

    #[test]
    fn the_oldest_steps_are_forgotten() {
        let mut history = History::new(0);
        for value in 1..=MOST + 5 {
            history.edit(&value.to_string(), |now| *now = value);
        }
        while history.can_undo() {
            history.undo();
        }
        assert_eq!(*history.now(), 5);
    }
}
