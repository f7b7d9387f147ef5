{{%AUTOESCAPE context="HTML"}}<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Triwire conformance report</title>
<style>
:root {
  color-scheme: light dark;
  --ground: #fbfaf7; --ink: #21242a; --quiet: #626873; --line: #dcdad3; --panel: #ffffff;
  --pass: #17794a; --pass-ground: #e2f2e8; --fail: #b3261e; --fail-ground: #fbe4e1;
  --warn: #8a5a00; --warn-ground: #fbf0d9; --none-ground: #eeece6; --wait: #c9d4ea; --accent: #2f5fb3;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #15171b; --ink: #e3e5e9; --quiet: #989faa; --line: #30343c; --panel: #1c1f25;
    --pass: #66c892; --pass-ground: #173226; --fail: #ff8a80; --fail-ground: #441e1c;
    --warn: #e8b860; --warn-ground: #3a2d12; --none-ground: #262a31; --wait: #2f4166; --accent: #8db2f5;
  }
}
* { box-sizing: border-box }
body { margin: 0 auto; padding: 2.5rem 1.25rem 5rem; max-width: 76rem; background: var(--ground);
       color: var(--ink); font: 16px/1.5 system-ui, sans-serif }
h1 { font-size: 1.7rem; margin: 0 0 .25rem } h2 { font-size: 1.3rem; margin: 3rem 0 .5rem }
h3 { font-size: 1rem; margin: 0 } p { margin: .4rem 0 } .quiet { color: var(--quiet) }
a + .unplaced { display: none }
code, pre, .id { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .86em }
pre { background: var(--none-ground); padding: .6rem .8rem; border-radius: 6px; overflow-x: auto;
      white-space: pre-wrap; overflow-wrap: anywhere; margin: .4rem 0 }
.command { white-space: pre; overflow-x: auto }  /* A line may end after any hyphen. */
code.command { display: inline-block; max-width: 100%; vertical-align: bottom }
.scroll { overflow-x: auto } a { color: var(--accent) }
table { border-collapse: collapse; width: 100%; margin: .8rem 0; font-size: .92rem }
th { text-align: left; font-weight: 600 } th, td { padding: .35rem .55rem; border-bottom: 1px solid var(--line) }
td.cell, th.cell { text-align: center; white-space: nowrap; font-variant-numeric: tabular-nums }
.pass { background: var(--pass-ground); color: var(--pass) }
.fail { background: var(--fail-ground); color: var(--fail) }
.warn, .known, .inconclusive, .could-not-run { background: var(--warn-ground); color: var(--warn) }
.none, .unsupported, .not-applicable { background: var(--none-ground); color: var(--quiet) }
.badge { display: inline-block; padding: 0 .5em; border-radius: 4px; font-size: .82rem; font-weight: 600 }
.card { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; padding: 1rem 1.1rem;
        margin: 1rem 0; overflow: hidden }
.card.fail-card { border-left: 4px solid var(--fail) } .card.warn-card { border-left: 4px solid var(--warn) }
.sentence { font-size: 1.02rem } details { margin: .5rem 0 } summary { cursor: pointer; color: var(--quiet) }
svg { display: block; min-width: 30rem; max-width: 100%; height: auto; margin: .6rem 0 }
svg text { font: 12px ui-monospace, "DejaVu Sans Mono", monospace; fill: var(--ink) }
svg .actor { font-weight: 700 } svg .life { stroke: var(--line); stroke-width: 1.5 }
svg .wait { fill: var(--wait) } svg .message { stroke: var(--accent); stroke-width: 1.4; fill: none }
svg .head { fill: var(--accent) } svg .dot { fill: var(--ink) } svg .number { fill: var(--quiet) }
svg .illegal { fill: var(--fail); font-weight: 700 } svg .ring { fill: none; stroke: var(--fail); stroke-width: 2 }
svg .halo { stroke: var(--panel); stroke-width: 4; paint-order: stroke; stroke-linejoin: round }
.matrix th.cell { vertical-align: bottom; font-weight: 600; font-size: .78rem }
.matrix th.cell span { writing-mode: vertical-rl; transform: rotate(180deg) }
.matrix td.cell { padding: .35rem .3rem; font-size: .84rem; border-left: 2px solid var(--ground) }
.matrix .label a { display: block; max-width: 22rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
.matrix .label, .every td:first-child { position: sticky; left: 0; background: var(--ground) }
.every td:first-child { min-width: 18rem } .every td.cell a { color: inherit }
.every th.cell { max-width: 7rem; overflow: hidden; text-overflow: ellipsis; vertical-align: bottom }
.every td.cell { font-size: .84rem; border-left: 2px solid var(--ground) }
.bar { display: flex; height: .55rem; border-radius: 4px; overflow: hidden; margin: .5rem 0; background: var(--none-ground); max-width: 40rem }
.bar i { display: block } .bar .pass { background: var(--pass) } .bar .fail { background: var(--fail) }
.bar .warn, .bar .known { background: var(--warn) } .bar .open { background: var(--wait) }
.tools { position: sticky; top: 0; z-index: 2; display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center;
         padding: .6rem 0; background: var(--ground); border-bottom: 1px solid var(--line) }
.tools input[type=search] { flex: 1 1 14rem; min-width: 0; font: inherit; padding: .35rem .6rem; color: inherit;
         background: var(--panel); border: 1px solid var(--line); border-radius: 6px }
.tools button { font: inherit; color: inherit; background: var(--panel); border: 1px solid var(--line);
         border-radius: 6px; padding: .3rem .7rem; cursor: pointer }
kbd { font: .8em ui-monospace, monospace; border: 1px solid var(--line); border-radius: 4px; padding: 0 .3em }
.card > summary { color: inherit; display: flex; flex-wrap: wrap; gap: .2rem .6rem; align-items: baseline; list-style-position: outside }
.card > summary b { font-weight: 500; flex: 1 1 20rem; overflow-wrap: anywhere }
.card[open] > summary b { display: none }
details.card { padding: .6rem 1.1rem; margin: .5rem 0 } :target { outline: 2px solid var(--accent); outline-offset: 2px }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px } [hidden] { display: none !important }
h2 { scroll-margin-top: 4rem; overflow-wrap: anywhere } .card, tr { scroll-margin-top: 4rem }
@media print { .tools { display: none } }
@media (max-width: 40rem) { .matrix .label a { max-width: 8rem } .every td:first-child { min-width: 12rem } body { padding-top: 1.2rem } th, td { padding: .3rem .35rem } }
</style>
</head>
<body>
<h1>Triwire conformance report</h1>
<p class="quiet">Suite {{SUITE}}, specification {{SPECIFICATION}}; run {{STARTED}} on {{SYSTEM}}, seed {{SEED}}</p>
<pre class="command">{{ARGUMENTS}}</pre>

<div class="scroll"><table class="matrix">
<thead><tr><th>Subject</th><th class="cell">Ran</th>{{#GROUP_HEAD}}<th class="cell"><span>{{GROUP}}</span></th>{{/GROUP_HEAD}}</tr></thead>
<tbody>{{#MATRIX_ROW}}<tr><th class="label"><a href="#{{ANCHOR}}" title="{{LABEL}}">{{LABEL}}</a></th><td class="cell" title="{{HEADLINE}}">{{RAN}}</td>{{#MATRIX_CELL}}<td class="cell {{CLASS}}" title="{{TITLE}}">{{TEXT}}</td>{{/MATRIX_CELL}}</tr>
{{/MATRIX_ROW}}</tbody></table></div>
<p class="quiet">A cell says how many requirements of the group passed, of those that are part of the profile and offered.
Green: all of them; red: one failed; amber: known failures, or something could not be shown; grey: nothing to show.</p>

<div class="tools" role="search"><input type="search" id="filter" placeholder="Filter: a requirement, a scenario, a word of the sentence" aria-label="Filter">
<label><input type="checkbox" id="unknown"> only what is not known</label>
<button type="button" id="fold">Fold all</button><button type="button" id="unfold">Unfold all</button>
<span class="quiet" id="shown" aria-live="polite"></span>
<span class="quiet keys"><kbd>/</kbd> filter <kbd>j</kbd> <kbd>k</kbd> next, previous failure</span></div>

{{#SUBJECT}}
<h2 id="{{ANCHOR}}">{{LABEL}}</h2>
<p>{{IDENTITY}} <span class="quiet">profile {{PROFILE}}</span></p>
<p><b>{{HEADLINE}}</b></p>
<div class="bar" aria-hidden="true">{{#BAR}}<i class="{{CLASS}}" title="{{TITLE}}" style="flex-grow: {{COUNT}}"></i>{{/BAR}}</div>
<p class="quiet">started as <code class="command">{{COMMAND}}</code>{{#CAPABILITIES}}; offers {{TEXT}}{{/CAPABILITIES}}{{#LACKS}}; does not offer {{TEXT}}{{/LACKS}}</p>
{{#REJECTED_STDERR}}<pre>{{TEXT}}</pre>{{/REJECTED_STDERR}}
{{#CLAIM}}<div class="card {{CLASS}}-card"><span class="badge {{CLASS}}">claim</span> The subject {{TEXT}}.</div>
{{/CLAIM}}{{#STALE}}<div class="card fail-card"><span class="badge fail">stale</span> {{TEXT}}.</div>{{/STALE}}
{{#INCOMPLETE}}<div class="card {{CLASS}}-card"><h3><span class="badge {{CLASS}}">{{KIND}}</span> scenario <span class="id">{{SCENARIO}}</span></h3>
<p>{{TEXT}}</p>{{#STDERR}}<p class="quiet">The end of its standard error:</p><pre>{{TEXT}}</pre>{{/STDERR}}
<p class="quiet">Run it again:</p><pre class="command">{{RERUN}}</pre></div>{{/INCOMPLETE}}
{{#FAILURE}}
<details class="card {{CARD}} {{CLASS}}-kind" id="{{ANCHOR}}"{{#OPEN}} open{{/OPEN}}>
<summary><span class="badge {{CLASS}}">{{VERDICT}}</span> <span class="id">{{ID}}</span> {{#PLACED}}<a class="quiet" href="{{PLACE}}">{{SECTION}}</a>{{/PLACED}}<span class="quiet unplaced">{{SECTION}}</span> <b>{{REASON}}</b></summary>
<p class="sentence">{{#PIECE}}{{#WORDS}}{{TEXT}}{{/WORDS}}{{#CODE}}<code>{{TEXT}}</code>{{/CODE}}{{/PIECE}}</p>
{{#KNOWN}}<p class="quiet">Known: {{TEXT}}</p>{{/KNOWN}}{{#KNOWN_LINK}}<p class="quiet">followed up at <a href="{{TEXT}}">{{TEXT}}</a></p>{{/KNOWN_LINK}}
<p><b>{{REASON}}</b></p>
<p class="quiet">Scenario <span class="id">{{SCENARIO}}</span>: {{ABOUT}}{{#MORE}} The same in {{COUNT}} more.{{/MORE}}</p>
{{#LEGAL}}<p>Legal there: <code>{{TEXT}}</code></p>{{/LEGAL}}
{{#DIAGRAM}}<div class="scroll"><svg viewBox="0 0 {{WIDTH}} {{HEIGHT}}" width="{{WIDTH}}" role="img" aria-label="Sequence diagram">
{{#LIFELINE}}<line class="life" x1="{{X}}" y1="30" x2="{{X}}" y2="{{BOTTOM}}"/><text class="actor" x="{{X}}" y="20" text-anchor="middle">{{NAME}}</text>
{{/LIFELINE}}{{#WAIT}}<rect class="wait" x="{{X}}" y="{{Y}}" width="10" height="{{HEIGHT}}" rx="3"><title>{{TITLE}}</title></rect>
{{/WAIT}}{{#ARROW}}<line class="message" x1="{{X1}}" y1="{{Y1}}" x2="{{X2}}" y2="{{Y2}}"/><polygon class="head" points="{{POINTS}}"/>
{{/ARROW}}{{#EVENT}}<circle class="dot" cx="{{X}}" cy="{{Y}}" r="3"/>{{#ILLEGAL}}<circle class="ring" cx="{{X}}" cy="{{Y}}" r="8"/>{{/ILLEGAL}}<text class="halo {{CLASS}}" x="{{TEXT_X}}" y="{{TEXT_Y}}" text-anchor="{{SIDE}}"><title>{{FULL}}</title>{{TEXT}}</text><text class="number" x="4" y="{{TEXT_Y}}">{{NUMBER}}</text>
{{/EVENT}}</svg></div>
<p class="quiet">{{#ILLEGAL_NOTE}}Ringed: event {{NUMBER}}, the first illegal one. {{/ILLEGAL_NOTE}}{{#WAIT_NOTE}}Bar: the renderer waits in <code>sendSync</code>.{{/WAIT_NOTE}}</p>{{/DIAGRAM}}
{{#STDERR}}<details open><summary>The end of its standard error</summary><pre>{{TEXT}}</pre></details>{{/STDERR}}
<details><summary>The stimulus</summary><pre>{{#STIMULUS_LINE}}{{TEXT}}
{{/STIMULUS_LINE}}</pre><details><summary>as JSON</summary><pre>{{STIMULUS}}</pre></details></details>
<p class="quiet">Run it again:</p><pre class="command">{{RERUN}}</pre>
</details>
{{/FAILURE}}
{{/SUBJECT}}

<h2>Every requirement</h2>
<div class="scroll"><table class="every">
<thead><tr><th>Requirement</th>{{#SUBJECT_HEAD}}<th class="cell">{{LABEL}}</th>{{/SUBJECT_HEAD}}</tr></thead>
<tbody>{{#REQUIREMENT}}<tr class="requirement"><td><span class="id">{{ID}}</span> {{#PIECE}}{{#WORDS}}{{TEXT}}{{/WORDS}}{{#CODE}}<code>{{TEXT}}</code>{{/CODE}}{{/PIECE}}</td>{{#VERDICT}}<td class="cell {{CLASS}}" title="{{TITLE}}">{{#LINK}}<a href="#{{ANCHOR}}">{{TEXT}}</a>{{/LINK}}{{#PLAIN}}{{TEXT}}{{/PLAIN}}</td>{{/VERDICT}}</tr>
{{/REQUIREMENT}}</tbody></table></div>
<script>
"use strict";
// Filters and moves; without it everything is there, and folded.
const all = selector => [...document.querySelectorAll(selector)];
const field = document.getElementById("filter"), unknown = document.getElementById("unknown");
const rows = all("details.card, div.card, tr.requirement").map(node => ({node, text: node.textContent.toLowerCase()}));
const cards = () => all("details.card:not([hidden])");
function filter() {
  const words = field.value.toLowerCase().split(/\s+/).filter(word => word);
  let shown = 0;
  for (const {node, text} of rows) {
    node.hidden = !words.every(word => text.includes(word)) ||
        (unknown.checked && node.classList.contains("known-kind"));
    if (!node.hidden && node.tagName === "DETAILS") shown += 1;
  }
  document.getElementById("shown").textContent = shown + (shown === 1 ? " failure" : " failures");
}
function unfoldTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target && target.tagName === "DETAILS") target.open = true;
}
function step(by) {
  const list = cards();
  const at = list.findIndex(card => card.contains(document.activeElement));
  const next = list[at < 0 ? (by > 0 ? 0 : list.length - 1) : at + by];
  if (!next) return;
  next.open = true;
  next.querySelector("summary").focus();
  next.scrollIntoView({block: "start"});
}
field.addEventListener("input", filter);
unknown.addEventListener("change", filter);
for (const [id, open] of [["fold", false], ["unfold", true]])
  document.getElementById(id).addEventListener("click", () => cards().forEach(card => { card.open = open; }));
addEventListener("hashchange", unfoldTarget);
addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && event.target === field) { field.value = ""; filter(); field.blur(); }
  if (event.target.tagName === "INPUT") return;
  if (event.key === "/") { event.preventDefault(); field.focus(); }
  if (event.key === "j") step(1);
  if (event.key === "k") step(-1);
});
unfoldTarget();
filter();
</script>
</body>
</html>
