//! "Did you mean …?"

/// The word nearest to what was written, if it is near enough to have been meant.
pub(crate) fn nearest<'w>(written: &str, mut words: impl Iterator<Item = &'w str>) -> Option<&'w str> {
    nearest_of(written, &mut words)
}

/// The same for any iterator, so that there is only one of it.
fn nearest_of<'w>(written: &str, words: &mut dyn Iterator<Item = &'w str>) -> Option<&'w str> {
    const LONGEST: usize = 40;
    if written.len() > LONGEST {
        return None;
    }
    let allowed = match written.chars().count() {
        0..=2 => 0,
        3..=5 => 1,
        _ => 2,
    };
    let folded = fold(written);
    // Most words differ too much in length already, which is known without an edit being tried.
    let near = |word: &&str| {
        word.chars()
            .filter(|char| char.is_alphanumeric())
            .count()
            .abs_diff(folded.len())
            <= allowed
    };
    words
        .filter(near)
        .map(|word| (distance(&folded, &fold(word)), word))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word)
}

/// `maxTokens` and `max-tokens` are `max_tokens` in another spelling.
fn fold(word: &str) -> Vec<char> {
    word.chars()
        .filter(|char| char.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Edits from one word to another; two neighbours swapped count as one.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, right) in b.iter().enumerate() {
            let at = |row: &[usize], column: usize| row.get(column).copied().unwrap_or(usize::MAX / 2);
            let mut best = (at(&row, j) + usize::from(left != right))
                .min(at(&row, j + 1) + 1)
                .min(at(&next, j) + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(right) && b.get(j - 1) == Some(left);
            if swapped {
                best = best.min(at(&before, j - 1) + 1);
            }
            next.push(best);
        }
        before = std::mem::replace(&mut row, next);
    }
    row.last().copied().unwrap_or_default()
}
