// The code blocks of a Markdown file, and the comments before them that define how each is tested:
//
//   <!-- continues -->        runs after the previous block, in the same program
//   <!-- file: NAME -->       is written beside the program before any block of the page runs
//   <!-- prints -->           is the output of the previous program; lines may end with `…`
//   <!-- as in: PATH -->      is part of that file of the repository, which another suite runs
//   <!-- not run: REASON -->  cannot run here

import fs from 'node:fs';
import path from 'node:path';
import { inRoot } from '../../scripts/paths.mjs';

const MARK = /^<!-- (continues|prints|file|as in|not run)(?:: (.*?))? -->$/;
const PROGRAMS = new Set(['js', 'ts', 'sh']);

/** Languages that need no comment: the suite `clients` runs Python, and the others are not programs. */
const ELSEWHERE = new Set(['python', 'text', 'csv']);

/** Returns all fenced blocks of `markdown`, each with its line, language, code and comments. */
export function blocksIn(markdown) {
  const blocks = [];
  let marks = {};
  let open;
  for (const [index, line] of markdown.split('\n').entries()) {
    if (open) {
      if (line.startsWith(open.fence)) open = undefined;
      else open.code += `${line}\n`;
      continue;
    }
    const fence = /^(`{3,})(\w*)\s*$/.exec(line);
    const mark = MARK.exec(line);
    if (fence) {
      open = { fence: fence[1], line: index + 1, language: fence[2], code: '', marks };
      blocks.push(open);
      marks = {};
    } else if (mark) marks[mark[1]] = mark[2] ?? true;
    else if (line.trim() !== '') marks = {};
  }
  return blocks;
}

/**
 * Returns the parts of a page that have to be tested: the files that its programs read; its programs, each with its blocks and
 * its expected output; the blocks that are part of a file of the repository; the blocks that do not run; and errors in its
 * comments.
 */
export function examplesOf(markdown) {
  const page = { files: [], programs: [], excerpts: [], skipped: [], mistakes: [] };
  const byLanguage = new Map();
  let last;
  for (const block of blocksIn(markdown)) {
    const { marks, language, line, code } = block;
    if (marks['not run']) page.skipped.push({ line, reason: marks['not run'] });
    else if (marks['as in']) page.excerpts.push({ line, file: marks['as in'], code });
    else if (marks.file) page.files.push({ name: marks.file, code });
    else if (marks.prints) {
      if (last) last.prints = (last.prints ?? '') + code;
      else page.mistakes.push(`line ${line}: no program comes before this output`);
    } else if (marks.continues) {
      last = byLanguage.get(language);
      if (last) last.blocks.push(block);
      else page.mistakes.push(`line ${line}: no block of "${language}" comes before this continuation`);
    } else if (PROGRAMS.has(language) || language === 'json') {
      last = { line, language, blocks: [block] };
      byLanguage.set(language, last);
      page.programs.push(last);
    } else if (!ELSEWHERE.has(language)) page.mistakes.push(`line ${line}: a block of "${language}" needs a mark`);
  }
  return page;
}

/** Returns the blocks as one text in which each line has the line number that it has on the page. */
export function sourceOf({ blocks }) {
  let source = '';
  for (const { line, code } of blocks) {
    const missing = line - source.split('\n').length + 1;
    source += '\n'.repeat(missing) + code;
  }
  return source;
}

/** Returns whether `printed` matches the page: line by line, where `…` at the end of a line matches any text. */
export function isPrinted(expected, printed) {
  const wanted = expected.trimEnd().split('\n');
  const lines = printed.trimEnd().split(/\r?\n/);
  return (
    wanted.length === lines.length &&
    wanted.every((line, at) => (line.endsWith('…') ? lines[at].startsWith(line.slice(0, -1)) : lines[at] === line))
  );
}

/** Returns README.md and the pages of docs/. */
export function pages() {
  const docs = fs.readdirSync(inRoot('docs'), { recursive: true }).filter((file) => file.endsWith('.md'));
  return ['README.md', ...docs.map((file) => `docs/${file.replaceAll(path.sep, '/')}`).sort()];
}
