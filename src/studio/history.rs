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

/// The steps of a history, the oldest first.
#[derive(Debug, Clone, PartialEq)]
pub struct Steps<T> {
    values: Vec<T>,
    at: usize,
}

/// Writes steps as text of about `largest` bytes at most; the farthest from now are left out.
pub fn write_steps<T>(steps: &Steps<T>, write: impl Fn(&T) -> String, largest: usize) -> String {
    let texts: Vec<_> = steps.values.iter().map(write).collect();
    let (mut from, mut to) = (steps.at, steps.at + 1);
    let mut size = texts.get(steps.at).map_or(0, String::len);
    let mut fits = |length: usize| {
        size += length;
        size <= largest
    };
    while from > 0 && fits(texts[from - 1].len()) {
        from -= 1;
    }
    while to < texts.len() && fits(texts[to].len()) {
        to += 1;
    }
    let near = texts.get(from..to).unwrap_or_default();
    serde_json::to_string(&(near, steps.at - from)).unwrap_or_default()
}

/// What [`write_steps`] wrote; `None` for anything else.
pub fn read_steps<T>(text: &str, read: impl Fn(&str) -> Option<T>) -> Option<Steps<T>> {
    let (texts, at): (Vec<String>, usize) = serde_json::from_str(text).ok()?;
    let values = texts.iter().map(|text| read(text));
    Some(Steps {
        values: values.collect::<Option<_>>()?,
        at,
    })
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

    /// Every step in order, and where the value now stands among them.
    pub fn steps(&self) -> Steps<T> {
        let future = self.future.iter().rev();
        let all = self.past.iter().chain([&self.now]).chain(future);
        Steps {
            values: all.cloned().collect(),
            at: self.past.len(),
        }
    }

    /// A history of these steps, if `now` stands among them where they say; else one that begins with `now`.
    pub fn from_steps(steps: Option<Steps<T>>, now: T) -> Self {
        let mut history = Self::new(now);
        if let Some(Steps { mut values, at }) = steps
            && values.get(at) == Some(&history.now)
        {
            history.future = values.split_off(at + 1);
            history.future.reverse();
            values.truncate(at);
            history.past = values;
        }
        history
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
    fn steps_are_there_after_a_reload_as_far_as_there_is_room() {
        let mut history = History::new(0);
        for value in 1..=4 {
            history.edit(&value.to_string(), |now| *now = value);
        }
        history.undo();
        let reloaded = |largest: usize, now: i32| {
            let text = write_steps(&history.steps(), i32::to_string, largest);
            History::from_steps(read_steps(&text, |text| text.parse().ok()), now)
        };
        let mut whole = reloaded(100, 3);
        whole.redo();
        assert_eq!(*whole.now(), 4);
        for expect in [3, 2, 1, 0] {
            whole.undo();
            assert_eq!(*whole.now(), expect);
        }
        let mut short = reloaded(2, 3);
        short.undo();
        assert_eq!((*short.now(), short.can_undo()), (2, false));
        assert!(!reloaded(100, 7).can_undo(), "they lead to another draft");
        assert_eq!(read_steps("{}", |text| text.parse::<i32>().ok()), None);
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
