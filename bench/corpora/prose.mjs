// Words, sentences and Markdown, with the share of non-ASCII letters of a kind of answers.

const COMMON =
  'the of and a to in is that it was for on are as with they at be this have from or by not but what all were when we there can an your which their said if do will each about how up out them then she many some so these would other into has more her two like him see time could no make than first been its who now people my made over did down only way find use may water long little very after words called just where most know'.split(
    ' ',
  );
const LONG =
  'agreement analysis available calculation classification committee comparison compliance conclusion configuration customer delivery department description development difference distribution documentation effective environment equipment estimated evaluation evidence expected experience extraction government implementation important improvement increasing information insurance international investment maintenance management measurement organization original performance population possible potential preliminary procedure production professional recommendation relationship reported requirements responsibility significant specification statement structure subsequent sufficient temperature transaction understanding verification warranty'.split(
    ' ',
  );
const NAMES = ['Ada', 'Grace', 'Alan', 'Edsger', 'Barbara', 'Donald', 'Radia', 'Tim', 'Margaret', 'Dennis', 'Frances'];

/** Typical non-ASCII words. */
export const SCRIPTS = {
  accents: ['naïve', 'café', 'Zürich', 'résumé', 'señor', 'coöperate', 'façade', 'Łódź', 'smörgåsbord', 'déjà'],
  chinese: ['東京', '数据分析', '机器学习', '根据上述结果', '日本語', '检查', '报告显示', '한국어', 'データ', '結論'],
  emoji: ['✅', '🚀', '⚠️', '👍', '📊', '👩‍💻', '🔍', '🇨🇭'],
  signs: ['→', '≤ 5', '±2', '€ 20', '§ 4', '10 µm', '25 °C', '×', '…', '™'],
  greek: ['Ελλάδα', 'привет', 'שלום', 'данные', 'مرحبا'],
};

/** A word; one in twelve is a long one. */
export function word(chance) {
  const at = chance.next();
  return at < 0.08 ? chance.pick(LONG) : chance.pick(COMMON);
}

/** Returns a sentence of about this many words, in ASCII or occasionally with words of `foreign`. */
export function sentence(chance, words, foreign) {
  let text = '';
  for (let left = Math.max(2, words); left > 0; left -= 1) {
    const next = foreign && chance.in(0.06) ? foreign(chance) : word(chance);
    text += text === '' ? next[0].toUpperCase() + next.slice(1) : ` ${next}`;
    if (left > 3 && chance.in(0.08)) text += ',';
    if (chance.in(0.015)) text += ` ${chance.pick(NAMES)}`;
    if (chance.in(0.02)) text += ` ${chance.below(3000)}`;
  }
  return `${text}.`;
}

/** Returns sentences with about this many characters. Occasionally one is in straight quotation marks. */
export function prose(chance, characters, foreign) {
  let text = '';
  while (text.length < characters) {
    const next = sentence(chance, chance.length(13, 0.5, 60), foreign);
    text += text === '' ? '' : ' ';
    text += chance.in(0.06) ? `"${next}"` : next;
  }
  return text;
}

/** Returns a non-ASCII word or sign: mostly accents and signs. */
export function foreign(chance) {
  const at = chance.next();
  if (at < 0.35) return chance.pick(SCRIPTS.accents);
  if (at < 0.6) return chance.pick(SCRIPTS.signs);
  if (at < 0.8) return chance.pick(SCRIPTS.chinese);
  return chance.pick(at < 0.92 ? SCRIPTS.emoji : SCRIPTS.greek);
}

/** Returns Markdown of about this many characters as models write it: headings, lists, tables, code, typographic marks. */
export function markdown(chance, characters) {
  let text = '';
  while (text.length < characters) text += `${text === '' ? '' : '\n\n'}${paragraph(chance)}`;
  return text;
}

function paragraph(chance) {
  const some = (words) => sentence(chance, words, foreign);
  const at = chance.next();
  if (at < 0.15) return `## ${chance.in(0.3) ? `${chance.pick(SCRIPTS.emoji)} ` : ''}${some(5).slice(0, -1)}`;
  if (at < 0.4) return chance.list(chance.between(2, 7), () => `- **${word(chance)}**: ${some(12)}`).join('\n');
  if (at < 0.48) return chance.list(chance.between(2, 5), (row) => `${row + 1}. ${some(10)}`).join('\n');
  if (at < 0.54) return code(chance);
  if (at < 0.6) {
    const row = () => `| ${chance.list(3, () => (chance.in(0.2) ? foreign(chance) : word(chance))).join(' | ')} |`;
    return `${row()}\n|---|---|---|\n${chance.list(chance.between(2, 6), row).join('\n')}`;
  }
  const quoted = () => (chance.in(0.3) ? ` “${some(6)}” — ${word(chance)} isn’t it?` : '');
  return `${prose(chance, chance.length(250, 0.6), foreign)}${quoted()}`;
}

function code(chance) {
  const line = () => {
    const indent = '    '.repeat(chance.below(3));
    return `${indent}${word(chance)}_${word(chance)} = "${word(chance)}\\n" + f("${word(chance)}", ${chance.below(99)})`;
  };
  return `\`\`\`python\n${chance.list(chance.between(2, 12), line).join('\n')}\n\`\`\``;
}
