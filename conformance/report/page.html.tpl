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
body { margin: 0 auto; padding: 2.5rem 1.25rem 5rem; max-width: 68rem; background: var(--ground);
       color: var(--ink); font: 16px/1.5 system-ui, sans-serif }
h1 { font-size: 1.7rem; margin: 0 0 .25rem } h2 { font-size: 1.3rem; margin: 3rem 0 .5rem }
h3 { font-size: 1rem; margin: 0 } p { margin: .4rem 0 } .quiet { color: var(--quiet) }
code, pre, .id { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .86em }
pre { background: var(--none-ground); padding: .6rem .8rem; border-radius: 6px; overflow-x: auto;
      white-space: pre-wrap; overflow-wrap: anywhere; margin: .4rem 0 }
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
@media (max-width: 40rem) { body { padding-top: 1.2rem } th, td { padding: .3rem .35rem } }
</style>
</head>
<body>
<h1>Triwire conformance report</h1>
<p class="quiet">Suite {{SUITE}}, specification {{SPECIFICATION}}; run {{STARTED}} on {{SYSTEM}}, seed {{SEED}}</p>
<pre>{{ARGUMENTS}}</pre>

<div class="scroll"><table>
<thead><tr><th>Subject</th>{{#GROUP_HEAD}}<th class="cell">{{GROUP}}</th>{{/GROUP_HEAD}}</tr></thead>
<tbody>{{#MATRIX_ROW}}<tr><th><a href="#{{ANCHOR}}">{{LABEL}}</a></th>{{#MATRIX_CELL}}<td class="cell {{CLASS}}" title="{{TITLE}}">{{TEXT}}</td>{{/MATRIX_CELL}}</tr>
{{/MATRIX_ROW}}</tbody></table></div>
<p class="quiet">A cell says how many requirements of the group passed, of those that are part of the profile and offered.
Green: all of them; red: one failed; amber: known failures, or something could not be shown; grey: nothing to show.</p>

{{#SUBJECT}}
<h2 id="{{ANCHOR}}">{{LABEL}}</h2>
<p>{{IDENTITY}} <span class="quiet">profile {{PROFILE}}</span></p>
<p><b>{{HEADLINE}}</b></p>
<p class="quiet">started as <code>{{COMMAND}}</code></p>
{{#REJECTED_STDERR}}<pre>{{TEXT}}</pre>{{/REJECTED_STDERR}}
{{#STALE}}<div class="card fail-card"><span class="badge fail">stale</span> {{TEXT}}; remove the line.</div>{{/STALE}}
{{#LOST}}<div class="card fail-card"><h3><span class="badge fail">lost</span> scenario <span class="id">{{SCENARIO}}</span></h3>
<p>{{TEXT}}</p>{{#STDERR}}<p class="quiet">The end of its standard error:</p><pre>{{TEXT}}</pre>{{/STDERR}}
<p class="quiet">Run it again:</p><pre>{{RERUN}}</pre></div>{{/LOST}}
{{#FAILURE}}
<div class="card {{CARD}}" id="{{ANCHOR}}">
<h3><span class="badge {{CLASS}}">{{VERDICT}}</span> <span class="id">{{ID}}</span> <span class="quiet">{{SECTION}}</span></h3>
<p class="sentence">{{#PIECE}}{{#WORDS}}{{TEXT}}{{/WORDS}}{{#CODE}}<code>{{TEXT}}</code>{{/CODE}}{{/PIECE}}</p>
{{#KNOWN}}<p class="quiet">Known: {{TEXT}}</p>{{/KNOWN}}
<p><b>{{REASON}}</b></p>
<p class="quiet">Scenario <span class="id">{{SCENARIO}}</span>: {{ABOUT}}{{#MORE}} The same in {{COUNT}} more.{{/MORE}}</p>
{{#DIAGRAM}}<div class="scroll"><svg viewBox="0 0 {{WIDTH}} {{HEIGHT}}" width="{{WIDTH}}" role="img" aria-label="Sequence diagram">
{{#LIFELINE}}<line class="life" x1="{{X}}" y1="30" x2="{{X}}" y2="{{BOTTOM}}"/><text class="actor" x="{{X}}" y="20" text-anchor="middle">{{NAME}}</text>
{{/LIFELINE}}{{#WAIT}}<rect class="wait" x="{{X}}" y="{{Y}}" width="10" height="{{HEIGHT}}" rx="3"><title>{{TITLE}}</title></rect>
{{/WAIT}}{{#ARROW}}<line class="message" x1="{{X1}}" y1="{{Y1}}" x2="{{X2}}" y2="{{Y2}}"/><polygon class="head" points="{{POINTS}}"/>
{{/ARROW}}{{#EVENT}}<circle class="dot" cx="{{X}}" cy="{{Y}}" r="3"/>{{#ILLEGAL}}<circle class="ring" cx="{{X}}" cy="{{Y}}" r="8"/>{{/ILLEGAL}}<text class="halo {{CLASS}}" x="{{TEXT_X}}" y="{{TEXT_Y}}" text-anchor="{{SIDE}}"><title>{{FULL}}</title>{{TEXT}}</text><text class="number" x="4" y="{{TEXT_Y}}">{{NUMBER}}</text>
{{/EVENT}}</svg></div>
<p class="quiet">{{#ILLEGAL_NOTE}}Ringed: event {{NUMBER}}, the first illegal one. {{/ILLEGAL_NOTE}}{{#WAIT_NOTE}}Bar: the renderer waits in <code>sendSync</code>.{{/WAIT_NOTE}}</p>{{/DIAGRAM}}
<details><summary>The stimulus</summary><pre>{{STIMULUS}}</pre></details>
<p class="quiet">Run it again:</p><pre>{{RERUN}}</pre>
</div>
{{/FAILURE}}
{{/SUBJECT}}

<h2>Every requirement</h2>
<div class="scroll"><table>
<thead><tr><th>Requirement</th>{{#SUBJECT_HEAD}}<th class="cell">{{LABEL}}</th>{{/SUBJECT_HEAD}}</tr></thead>
<tbody>{{#REQUIREMENT}}<tr><td><span class="id">{{ID}}</span> {{#PIECE}}{{#WORDS}}{{TEXT}}{{/WORDS}}{{#CODE}}<code>{{TEXT}}</code>{{/CODE}}{{/PIECE}}</td>{{#VERDICT}}<td class="cell {{CLASS}}" title="{{TITLE}}">{{#LINK}}<a href="#{{ANCHOR}}">{{TEXT}}</a>{{/LINK}}{{#PLAIN}}{{TEXT}}{{/PLAIN}}</td>{{/VERDICT}}</tr>
{{/REQUIREMENT}}</tbody></table></div>
</body>
</html>
