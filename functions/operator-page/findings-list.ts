import { type Finding, type Level, worstLevel } from '../doctor/finding.ts';
import { type Html, html } from '../pages/html.ts';

const LEVEL_WORDS: Readonly<Record<Level, string>> = {
  problem: 'Problem',
  warning: 'Warning',
  ok: 'In order',
};
const SUMMARIES: Readonly<Record<Level, string>> = {
  problem: 'Something does not work, or will not.',
  warning: 'It works, and something should be done.',
  ok: 'All is well.',
};
const GRAVE: readonly Level[] = ['problem', 'warning'];

/** The findings of the check of the installation: a summary, then the worst first, each with the next step. */
export function findingsList(findings: readonly Finding[]): Html {
  const worst = worstLevel(findings);
  const of = (level: Level) => findings.filter((finding) => finding.level === level);
  const summary =
    worst === 'ok'
      ? html`<p class="notice" role="status">${SUMMARIES.ok}</p>`
      : html`<p class="alert" role="${worst === 'problem' ? 'alert' : 'status'}">${SUMMARIES[worst]}</p>`;
  return html`${summary}
<ul class="cards">${GRAVE.flatMap(of).map(findingCard)}</ul>
<h3>${LEVEL_WORDS.ok}</h3>
<ul>${of('ok').map(({ check, found }) => html`<li class="found"><strong>${check}:</strong> ${found}</li>\n`)}</ul>`;
}

function findingCard({ check, level, found, todo }: Finding): Html {
  return html`<li class="card">
<h3>${LEVEL_WORDS[level]}: ${check}</h3>
<p class="found">${found}</p>
${todo !== undefined && html`<p class="found"><strong>What to do:</strong> ${todo}</p>`}
</li>
`;
}
