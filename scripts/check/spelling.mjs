// Checks the spelling of documents and sources in American English, with cspell and its dictionaries, and finds phrases to avoid.
//   node scripts/check/spelling.mjs [FILE…]   prints the problems of these files (default: all)
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { inRoot, root } from '../paths.mjs';

const FOLDERS = [
  'docs',
  'src',
  'cli',
  'emulator',
  'www',
  'scripts',
  'bench',
  'examples',
  'tests',
  'fuzz/src',
  'fuzz/tests',
];
const KINDS = /\.(?:md|rs|ts|tsx|js|jsx|mjs|html|css)$/;
const GENERATED = /(?:^|\/)(?:node_modules|dist|target|pkg|\.wrangler)\//;

/** Documents are checked completely; in sources, comments and sentences are checked. */
const DOCUMENT = /\.(?:md|html)$/;
/** Strings in these files are names of other vendors, or invalid on purpose, so only comments are checked. */
const COMMENTS_ONLY = /^(?:tests|bench|fuzz|src\/rules\/foreign)\//;

/** Words of the project that no dictionary contains: one per line, sorted. */
const WORDS = inRoot('scripts', 'check', 'spelling', 'words.txt');

/** Phrases to avoid, each with the advice that the check prints. Only phrases that are wrong in any context belong here. */
const PHRASES = [
  // The promise about creates has its exact words: "you are told, and can ask".
  [/\b(?:is|are|was|were|be|been) told\b(?!, and can)/i, 'who reports what: "reports", "returns", "knows"'],
  [/\btold (?:as|by)\b/i, '"reported as", "detected by"'],
  [/\bmend(?:s|ed|ing)?\b/i, '"fix"'],
  [/\banew\b/i, '"again"'],
  [/\bnobody asked for\b/i, '"ahead of demand"'],
  [/\btaken up again\b/i, '"resumed"'],
  [/\bbroken off\b/i, '"dropped", "interrupted"'],
  [/\bbreaks off\b/i, '"drops", "ends early"'],
  [/\bin one go\b/i, '"at once"'],
  [/\bwaits out\b/i, '"retries until", "waits until"'],
  [/\bas \S+ has it\b/i, '"according to"'],
  [/\bthem who\b/i, '"those who"'],
  [/\b(?:some|such) \d[\d,.]* (?:bytes|ms|seconds|lines|MB|kB)\b/i, '"about"'],
];

/** The step of `npm run check`: returns an empty text if there are no problems. */
export async function checkSpelling({ files = sources(), words = projectWords() } = {}) {
  const problems = isSorted(words) ? [] : ['scripts/check/spelling/words.txt: sort the lines and remove duplicates'];
  const unknownWords = await speller(words);
  for (const [file, text] of files) {
    const prose = proseOf(file, text);
    const found = [...(await unknownWords(file, prose)), ...phrasesIn(prose)].sort((a, b) => a.offset - b.offset);
    problems.push(...found.map(({ offset, what }) => `${file}:${lineOf(text, offset)}: ${what}`));
  }
  return problems.join('\n');
}

/** Loads cspell here: a fresh clone has it only after set-up. */
async function speller(words) {
  const { spellCheckDocument } = await import('cspell-lib');
  const options = { noConfigSearch: true, generateSuggestions: false };
  const settings = {
    language: 'en-US',
    dictionaries: ['typescript', 'node', 'npm', 'html', 'css', 'bash', 'rust', 'softwareTerms'],
    words,
    ignoreRegExpList: ['Urls'],
    maxNumberOfProblems: 10_000,
    maxDuplicateProblems: 10_000,
  };
  return async (file, text) => {
    const uri = `${pathToFileURL(path.join(root, file)).href}.txt`;
    const { issues, errors } = await spellCheckDocument({ uri, text }, options, settings);
    if (errors?.length) throw new Error(`${file}: cspell could not read it: ${errors[0].message}`);
    return issues.map((issue) => ({ offset: issue.offset, what: `unknown word "${issue.text}"` }));
  };
}

function phrasesIn(text) {
  return PHRASES.flatMap(([pattern, advice]) =>
    [...text.matchAll(new RegExp(pattern, 'gi'))].map(({ 0: phrase, index }) => ({
      offset: index,
      what: `"${phrase}": write ${advice}`,
    })),
  );
}

/** Comments and strings. */
const TOKENS = {
  script: /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\[\s\S])*`/g,
  rust: /\/\/[^\n]*|\/\*[\s\S]*?\*\/|r(#+)"[\s\S]*?"\1|"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\\n]|\\[^\n]{1,10})'/g,
};

/**
 * Returns a text with the same length and lines, in which everything except prose is blank: no code, and only sentences of
 * strings.
 */
function proseOf(file, text) {
  if (DOCUMENT.test(file)) return blank(text, /^```[\s\S]*?^```|`[^`\n]+`|\]\([^)\s]*\)|<!--[\s\S]*?-->/gm);
  let [prose, end] = ['', 0];
  for (const { 0: token, index } of text.matchAll(file.endsWith('.rs') ? TOKENS.rust : TOKENS.script)) {
    prose += blank(text.slice(end, index)) + proseOfToken(file, token);
    end = index + token.length;
  }
  return prose + blank(text.slice(end));
}

function proseOfToken(file, token) {
  if (/^\/[/*]/.test(token)) return blank(token, /`[^`\n]+`/g);
  const isSentence = !COMMENTS_ONLY.test(file) && /[a-z],? [a-z]+ [a-z]/i.test(token);
  return isSentence ? blank(token, /\$?\{[^}]*\}|\\u[\w{}]+|\\./g) : blank(token);
}

/** Replaces matches by spaces. */
const blank = (text, pattern = /[^\n]+/g) => text.replaceAll(pattern, (part) => part.replaceAll(/[^\n]/g, ' '));

const lineOf = (text, offset) => text.slice(0, offset).split('\n').length;

export const projectWords = () => fs.readFileSync(WORDS, 'utf8').split('\n').filter(Boolean);

const isSorted = (words) => words.every((word, at) => at === 0 || compare(words[at - 1], word) < 0);
const compare = (a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : a.toLowerCase() > b.toLowerCase() ? 1 : 0);

function sources(names = allFiles()) {
  return names.map((name) => [name, fs.readFileSync(inRoot(name), 'utf8')]);
}

function allFiles() {
  const documents = fs.readdirSync(root).filter((name) => name.endsWith('.md'));
  const inFolders = FOLDERS.filter((folder) => fs.existsSync(inRoot(folder))).flatMap((folder) =>
    fs
      .readdirSync(inRoot(folder), { recursive: true })
      .map((name) => `${folder}/${name.replaceAll(path.sep, '/')}`)
      .filter((name) => KINDS.test(name) && !GENERATED.test(name)),
  );
  return [...documents, ...inFolders].sort();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const names = process.argv.slice(2);
  const found = await checkSpelling(names.length > 0 ? { files: sources(names) } : {});
  console.log(found || 'no spelling problem');
  process.exitCode = found ? 1 : 0;
}
