import { createHash } from 'node:crypto';

const SOURCE = `
:root { color-scheme: light dark; --text: #1b1b1f; --soft: #54555c; --back: #f4f4f7; --card: #fff; --line: #84868f;
  --act: #0b57d0; --act-text: #fff; --bad: #b3261e; --bad-back: #fceeee; --good: #1e7d34; --good-back: #e9f5ec; --rule: #e0e0e6; --warn: #8a5300; }
@media (prefers-color-scheme: dark) { :root { --text: #e6e6ea; --soft: #b4b5bd; --back: #131316; --card: #1f1f24;
  --line: #8b8d96; --act: #a8c7fa; --act-text: #062e6f; --bad: #f2b8b5; --bad-back: #3a1f1e;
  --good: #8fd6a0; --good-back: #1b3022; --rule: #35353c; --warn: #f5c26b; } }
* { box-sizing: border-box; }
body { margin: 0; overflow-wrap: anywhere; background: var(--back); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; }
.site { max-width: 30rem; margin: 0 auto; padding: .75rem 1.25rem 0; display: flex; gap: .6rem; align-items: center; font-weight: 600; line-height: 1.25; }
.site .hint { font-weight: normal; overflow-wrap: anywhere; }
.logo { width: 2rem; height: 2rem; flex: none; fill: var(--act); }
.logo path { fill: var(--act-text); }
.step { color: var(--soft); font-size: .9rem; margin: 0 0 .25rem; }
.to { position: relative; display: inline-block; width: 1.1em; height: .75em; margin-inline: .15em; overflow: hidden; color: transparent; }
.to::before, .to::after { content: ''; position: absolute; top: calc(50% - 1px); right: 1px; width: .9em; border-top: 2px solid var(--soft); }
.to::after { width: .5em; height: .5em; top: calc(50% - .25em); border-right: 2px solid var(--soft); transform: rotate(45deg); }
.alert a { color: inherit; }
.alert:focus-visible { outline: 2px solid var(--bad); outline-offset: 0; }
.notice:focus-visible { outline: 2px solid var(--good); outline-offset: 0; }
main { max-width: 30rem; margin: .5rem auto 1rem; padding: 1rem 1.25rem 1.25rem; background: var(--card); }
@media (min-width: 34rem) { .site { padding: 1.5rem 2rem 0; } main { margin: 1rem auto 1.5rem; border-radius: 1rem; padding: 2rem; } }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .75rem; }
h2, legend { font-size: 1.1rem; font-weight: 600; margin: 0 0 .5rem; padding: 0; }
p, ul { margin: 0 0 1rem; }
a { color: var(--act); overflow-wrap: anywhere; }
a:focus-visible, input:focus-visible, input:is([type*=time], [type=date]):focus-within, button:focus-visible, summary:focus-visible, select:focus-visible, [tabindex]:focus-visible { outline: 3px solid var(--act); outline-offset: 2px; }
fieldset { border: 0; margin: 0 0 1.5rem; padding: 0; min-width: 0; }
.field { margin: 0 0 1rem; }
.field > label { display: block; font-weight: 600; margin-bottom: .25rem; }
.field input { width: 100%; min-height: 3rem; padding: .5rem .75rem; font: inherit; color: inherit;
  background: transparent; border: 1px solid var(--line); border-radius: .5rem; }
.field input[type=datetime-local] { font-size: min(1rem, 5.5vw); }
fieldset:has(#when-always:checked, #when-weekly:checked) .if-period, fieldset:has(#when-always:checked, #when-period:checked) .if-weekly,
.guest:has(#when-weekly:checked) :is(.if-way, .if-digits), .guest:has(#way-offline:checked) .if-digits, .guest:has(#by-code:checked) .if-ekey, .guest:has(#by-ekey:checked) .if-code { display: none; }
fieldset:has(#unlocking-keep:checked, #unlocking-off:checked) .pins { display: none; }
fieldset:has(#doors-all:checked) .chosen { display: none; }
.chosen { padding-inline-start: 1rem; }
.field .pin { -webkit-text-security: disc; }
.field input[aria-invalid=true] { border: 2px solid var(--bad); }
.choice { display: flex; gap: .75rem; align-items: flex-start; min-height: 3rem; padding: .6rem 0; }
.choice input { width: 1.5rem; height: 1.5rem; margin: 0; flex: none; accent-color: var(--act); }
.choice label { flex: 1; overflow-wrap: anywhere; }
.choice select { flex: none; max-width: 100%; min-height: 2.75rem; padding: .25rem .5rem; font: inherit; font-size: .9rem; color: inherit; background: var(--card);
  border: 1px solid var(--line); border-radius: .5rem; }
.choice:has(select) { align-items: center; flex-wrap: wrap; gap: .25rem .75rem; padding: .1rem 0; min-height: 0; }
.choice:has(select) label { flex: 1 1 7rem; padding: .35rem 0; }
.consent fieldset { margin-bottom: .75rem; }
.consent fieldset > .hint { margin: 0 0 .25rem; }
.consent summary { padding: .4rem 0; }
.consent .buttons, .consent > p { margin-block: .75rem 0; }
.consent .pins .field { margin-bottom: .25rem; }
.consent legend { margin: 0 0 .25rem; }
.consent .choice:not(:has(select)) { min-height: 2.75rem; padding: .3rem 0; align-items: center; }
.hint { color: var(--soft); display: block; font-size: .9rem; }
.alert { background: var(--bad-back); color: var(--bad); border-inline-start: 4px solid; padding: .75rem 1rem;
  border-radius: .25rem; margin: 0 0 1rem; }
.wrong { color: var(--bad); display: block; font-size: .9rem; }
.field .wrong { margin: .35rem 0 0; flex-basis: 100%; }
.buttons { display: flex; flex-wrap: wrap; gap: .75rem; margin-top: 1rem; }
.buttons > .button { flex: 1 1 auto; min-width: 9rem; }
.hours { border: 1px solid var(--rule); border-radius: .5rem; padding: .75rem; margin: 0 0 1rem; }
.hours legend { font-size: 1rem; padding: 0 .25rem; margin: 0; }
.days { display: flex; flex-wrap: wrap; gap: 0 1rem; margin-bottom: .5rem; }
.days label { display: inline-flex; align-items: center; gap: .4rem; min-height: 2.75rem; }
.days input { width: 1.25rem; height: 1.25rem; margin: 0; accent-color: var(--act); }
.times { display: flex; flex-wrap: wrap; gap: 0 1rem; }
.times .field { flex: 1 1 8rem; min-width: 0; margin: 0 0 .25rem; }
.button { display: inline-flex; align-items: center; justify-content: center; flex: 1 1 9rem; min-height: 3rem; padding: .6rem .75rem; font: inherit; font-weight: 600; cursor: pointer;
  border-radius: 1.5rem; border: 1px solid var(--line); background: transparent; color: inherit; text-align: center;
  text-decoration: none; }
.button.main { background: var(--act); border-color: var(--act); color: var(--act-text); }
.button.grave { flex-basis: 13rem; border-color: var(--bad); color: var(--bad); }
.button.small { flex: none; min-height: 2.75rem; padding: .4rem 1rem; }
section { border-top: 1px solid var(--rule); padding-top: 1.25rem; margin-top: 1.5rem; }
h3, h4 { font-size: 1rem; margin: 0 0 .25rem; overflow-wrap: anywhere; }
form + p, .buttons + p { margin-top: 1rem; }
.group { margin-top: 1.5rem; overflow-wrap: anywhere; }
.who { display: flex; flex-wrap: wrap; gap: .75rem; align-items: center; justify-content: space-between; }
.who > p { flex: 1 1 12rem; min-width: 0; }
.who p { margin: 0; overflow-wrap: anywhere; }
.cards { list-style: none; padding: 0; }
.card { background: var(--back); border-radius: .75rem; padding: .75rem 1rem; margin-bottom: .75rem; }
.card p, .card ul { margin: 0 0 .25rem; }
.card fieldset { margin: .75rem 0 0; }
.card ul { padding-inline-start: 1.25rem; }
.field .hint { margin: .35rem 0 0; flex-basis: 100%; }
.field:has(> .button) { display: flex; flex-wrap: wrap; gap: 0 .5rem; align-items: center; }
.field:has(> .button) > label { flex-basis: 100%; }
.field:has(> .button) > input { flex: 1 1 11rem; width: auto; min-width: 0; }
.field:has(> .button) > .button { margin-block: .15rem; }
.hint.inline { display: inline; font-weight: normal; }
.notice { background: var(--good-back); border-inline-start: 4px solid var(--good); padding: .75rem 1rem; border-radius: .25rem; }
.field select { width: 100%; min-height: 3rem; padding: .5rem; font: inherit; color: inherit;
  background: var(--card); border: 1px solid var(--line); border-radius: .5rem; }
.field select:focus-visible { outline: 3px solid var(--act); outline-offset: 2px; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(10rem, 1fr)); gap: 0 .75rem; }
.pair + .buttons { margin-top: 0; }
.events { list-style: none; padding: 0; }
.events li { display: grid; grid-template-columns: minmax(3.5rem, auto) 1fr; gap: .75rem; padding-block: .5rem; border-bottom: 1px solid var(--rule); }
.events time { color: var(--soft); font-variant-numeric: tabular-nums; }
.events .grave { color: var(--bad); }
bdi { overflow-wrap: anywhere; }
.address { direction: ltr; font-family: ui-monospace, monospace; font-size: .9rem; overflow-wrap: anywhere; user-select: all;
  -webkit-user-select: all; border: 1px solid var(--line); border-radius: .5rem; padding: .75rem; }
footer { max-width: 30rem; margin: 0 auto; padding: 0 1.25rem 1.25rem; font-size: .9rem; }
footer p { margin: 0; }
footer a { display: inline-block; padding-block: .6rem; padding-inline-end: .6rem; margin-inline-end: .6rem; color: var(--soft); }
@media (min-width: 34rem) { footer { padding: 0 2rem 2rem; } }
footer summary { cursor: pointer; padding-block: .6rem; color: var(--soft); }
footer summary:focus-visible { outline: 3px solid var(--act); outline-offset: 2px; }
.languages ul { list-style: none; padding: 0; margin: 0; columns: 9rem; }
.languages [aria-current] { color: var(--text); font-weight: 600; }
.late { animation: late 1s step-end; }
@keyframes late { from { visibility: hidden; } }
figure { display: none; margin: 1.5rem 0 0; text-align: center; color: var(--soft); font-size: .9rem; }
@media (min-width: 34rem) { figure { display: block; } }
.code { width: 11rem; height: 11rem; border-radius: .75rem; }
dl { margin: 0; }
dt { font-weight: 600; }
dd { margin: 0 0 .75rem; }
body:has(.charts) :is(.site, main, footer) { max-width: 64rem; }
.found { overflow-wrap: anywhere; }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 17rem), 1fr)); gap: 0 1.5rem; }
.chart svg { display: block; width: 100%; border-bottom: 1px solid var(--line); }
.chart .met { fill: var(--good); }
.chart .missed { fill: var(--bad); }
.chart line { stroke: var(--text); stroke-dasharray: 4 3; }
.chart .hint { margin: .25rem 0 1rem; }
.wide { overflow-x: auto; margin: 0 0 1rem; }
.wide:focus-visible { outline: 3px solid var(--act); outline-offset: 2px; }
table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; }
caption { text-align: start; font-weight: 600; padding-bottom: .25rem; }
th, td { text-align: end; padding: .4rem .6rem; border-bottom: 1px solid var(--rule); vertical-align: bottom; }
th[scope=row], th:first-child { text-align: start; white-space: nowrap; }
td { white-space: nowrap; }
.wide .missed { color: var(--bad); }
body:has(.overview) :is(.site, main, footer) { max-width: 72rem; }
@media (min-width: 60rem) { .overview { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); gap: 0 2.5rem; }
  .overview > div > section:first-child { border-top: 0; margin-top: 0; padding-top: 0; } }
.overview .first { border-top: 0; margin-top: 0; padding-top: 0; }
.answer { border-radius: .75rem; padding: .9rem 1rem; margin: 0 0 1rem; background: var(--back); }
.answer p { margin: 0; }
.line { display: flex; gap: .6rem; align-items: center; font-size: 1.15rem; }
.line + .line { margin-top: .35rem; }
.answer .hint { margin-top: .35rem; }
.marks { position: absolute; width: 0; height: 0; }
.mark { width: 1.4em; height: 1.4em; flex: none; fill: currentColor; }
.locked .mark, .line.locked { color: var(--good); }
.unlocked .mark, .jammed .mark, .line.unlocked, .line.jammed { color: var(--bad); }
.offline .mark, .unknown .mark, .line.offline, .line.unknown { color: var(--warn); }
.line strong { color: var(--text); }
.doors { display: grid; gap: .75rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 19rem), 1fr)); }
.doors .card { margin: 0; border-inline-start: 4px solid var(--line); }
.card:has(.locked) { border-color: var(--good); }
.card:has(.unlocked), .card:has(.jammed) { border-color: var(--bad); }
.card:has(.offline), .card:has(.unknown) { border-color: var(--warn); }
.door .state { display: flex; flex-wrap: wrap; gap: .15rem .5rem; align-items: center; }
.since { color: var(--soft); }
.card .facts { display: flex; flex-wrap: wrap; gap: .1rem 1rem; list-style: none; padding: 0; margin: .35rem 0; font-size: .9rem; }
.facts li:has(.level) { flex-basis: 100%; }
.facts .hint { display: inline; font-size: inherit; }
.level { font-weight: 600; }
.level.low { color: var(--bad); }
meter { width: 3rem; height: .9rem; vertical-align: -.1rem; }
.door form, .door .buttons { margin-top: .5rem; }
.check { display: flex; flex-wrap: wrap; gap: .5rem .75rem; align-items: center; margin-top: .75rem; }
.answer .check .hint { margin: 0; }
.door { display: flex; flex-direction: column; height: 100%; }
.actions { display: flex; flex-wrap: wrap; gap: .4rem; margin-top: auto; padding-top: .6rem; }
.actions .button { padding: .3rem .7rem; font-size: .9rem; }
.door .actions form { margin: 0; }
.links { list-style: none; padding: 0; }
.links li { display: flex; flex-wrap: wrap; gap: .25rem .75rem; align-items: center; justify-content: space-between; padding: .5rem 0; border-bottom: 1px solid var(--rule); }
.links p { flex: 1 1 12rem; margin: 0; }
form + #session, .buttons + #session, section + #session { margin-top: 1.25rem; }
.who + #session { margin-top: .25rem; }
.card .buttons { margin: .6rem 0 0; }
#session p { margin-bottom: 0; }
.overview { margin-top: 1.5rem; }
@media (min-width: 34rem) { .overview .buttons > .button { flex: none; } }
summary { cursor: pointer; padding: .6rem 0; color: var(--act); font-weight: 600; }
details ol { padding-inline-start: 1.25rem; }
details ol li { margin-bottom: .75rem; }
@media (prefers-reduced-motion: reduce) { * { scroll-behavior: auto; transition: none; } }
@media (forced-colors: active) { .card, .answer, .alert, .notice { border: 1px solid; } .logo { fill: CanvasText; } .logo path { fill: Canvas; } .mark { forced-color-adjust: auto; fill: CanvasText; } }
#session .alert { position: fixed; inset: auto 0 0; margin: 0; border-radius: 0; z-index: 1; }
[hidden] { display: none; }
.shown.shown { -webkit-text-security: none; }
`;

/**
 * The stylesheet of all pages, without the white space that every page would carry. The policy allows it by its hash, so pages load nothing from
 * other origins.
 */
export const STYLE = SOURCE.replace(/\s*([{};,])\s*/g, '$1')
  .replaceAll(';}', '}')
  .trim();

/** The hash of {@link STYLE} for `style-src`. */
export const STYLE_HASH = `'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`;
