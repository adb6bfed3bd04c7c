//! Lists of phrases, as they are written in files: `[name]` begins a list and `[@name]` a class of words, a line is an entry,
//! or several with a comma between them, `#` begins a remark. The files are part of the program and are read once, when they are first needed.

use crate::pattern::{Class, Pattern};

/// The lists of a file.
#[derive(Debug, Default)]
pub(crate) struct Lists {
    classes: Vec<Class>,
    lists: Vec<(&'static str, Vec<&'static str>)>,
}

impl Lists {
    /// Reads a file. What stands before the first name belongs to no list and is left out.
    pub(crate) fn read(text: &'static str) -> Self {
        let mut lists: Vec<(&str, Vec<&str>)> = Vec::new();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            match line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                Some(name) => lists.push((name, Vec::new())),
                None => lists.last_mut().into_iter().for_each(|(_, entries)| entries.extend(line.split(", "))),
            }
        }
        let (classes, lists): (Vec<_>, Vec<_>) = lists.into_iter().partition(|(name, _)| name.starts_with('@'));
        // A class lives as long as the program: its file is read once.
        let class = |(name, words): (&'static str, Vec<&'static str>)| -> Class {
            (name.trim_start_matches('@'), Vec::leak(words))
        };
        Self { classes: classes.into_iter().map(class).collect(), lists }
    }

    /// The classes of the file.
    pub(crate) fn classes(&self) -> &[Class] {
        &self.classes
    }

    /// The entries of a list; none where the file has no such list, which a test of the file finds.
    pub(crate) fn words(&self, name: &str) -> Vec<&'static str> {
        self.lists.iter().find(|(known, _)| *known == name).map(|(_, entries)| entries.clone()).unwrap_or_default()
    }

    /// The entries of a list as phrases.
    pub(crate) fn phrases(&self, name: &str) -> Vec<Pattern> {
        Pattern::all(&self.words(name), &self.classes)
    }

    /// The names of the lists, classes left out.
    pub(crate) fn names(&self) -> Vec<&'static str> {
        self.lists.iter().map(|(name, _)| *name).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Lists;

    #[test]
    fn a_file_is_lists_classes_and_remarks() {
        let lists = Lists::read("lost\n# why\n[@end]\neind, einde \n\n[leave]\nop te zeggen\n@end maart\n[none]\n");
        assert_eq!(lists.classes(), [("end", &["eind", "einde"][..])]);
        assert_eq!((lists.words("leave"), lists.words("none")), (vec!["op te zeggen", "@end maart"], Vec::new()));
        assert_eq!((lists.names(), lists.phrases("leave").len()), (vec!["leave", "none"], 2));
        assert!(lists.words("other").is_empty());
    }
}
