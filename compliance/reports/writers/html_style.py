"""The style of all pages: light and dark on screens, cards instead of wide tables on telephones, A4 in print."""

STYLE = """
:root { color-scheme: light dark; --ink: #1d2733; --soft: #5b6775; --page: #fff; --line: #c6ced8; --rest: #e4e9ee;
  --good: #2f8f6b; --open: #b97d00; --bad: #b3372f; --accent: #2f6f9f; }
@media screen and (prefers-color-scheme: dark) { :root { --ink: #e6eaf0; --soft: #a7b1bd; --page: #14181d;
  --line: #3d4753; --rest: #22282f; --good: #3fa982; --open: #d9a032; --bad: #e2766d; --accent: #6fa8d6; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem 1rem 3rem; background: var(--page); color: var(--ink);
  font: 1rem/1.6 system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; overflow-wrap: anywhere; }
article + article { margin-top: 3rem; border-top: 4px double var(--line); padding-top: 1.5rem; }
h1 { font-size: 1.5rem; line-height: 1.3; margin: 0; } h1 + p { color: var(--soft); font-size: .9rem; margin-top: .2rem; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; border-bottom: 1px solid var(--line); } h3 { font-size: 1rem; margin: 0; }
p { margin: .4rem 0; } ul { margin: .4rem 0; padding-left: 1.4rem; }
code { font: .8em/1.4 ui-monospace, Consolas, monospace; color: var(--soft); font-weight: 400; }
td code { display: block; }
.verdict { font-size: 1.1rem; font-weight: 600; border-left: .3rem solid var(--accent); padding-left: .7rem; }
.verdict.compliant { border-color: var(--good); } .verdict.undetermined { border-color: var(--open); }
.verdict.non_compliant { border-color: var(--bad); } .verdict + .verdict { margin-top: -.4rem; }
.note { font-size: .9rem; background: var(--rest); padding: .3rem .7rem; border-radius: .2rem; }
.boxes { list-style: none; padding: 0; } .boxes li { padding-left: 1.5rem; position: relative; margin-bottom: .3rem; }
.boxes li::before { content: "□"; position: absolute; left: 0; } li small { display: block; color: var(--soft); }
.finding { margin: 1rem 0; padding: .1rem 0 .1rem .8rem; border-left: .2rem solid var(--line); }
.finding.fail { border-color: var(--bad); } .finding.undetermined { border-color: var(--open); }
dl { margin: .4rem 0; font-size: .9rem; } dl div { display: grid; grid-template-columns: 8rem 1fr; gap: .8rem; margin: .15rem 0; }
dt { color: var(--soft); } dd { margin: 0; }
table { border-collapse: collapse; width: 100%; margin: .8rem 0; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid var(--line); }
th { border-bottom: 2px solid var(--soft); } th, td:not(:first-child) { overflow-wrap: break-word; }
td.short { white-space: nowrap; }
figure { margin: 1.2rem 0; } figcaption { color: var(--soft); font-size: .9rem; }
.picture { overflow-x: auto; } .picture svg { width: 100%; min-width: 30rem; height: auto; }
.bars ul { list-style: none; padding: 0; } .bars li { display: grid; grid-template-columns: 2fr 3fr 6rem; gap: .2rem .8rem;
  align-items: center; margin: .2rem 0; }
.track { background: var(--rest); height: 1rem; } .bar { display: block; background: var(--accent); height: 100%; }
@media screen and (max-width: 40rem) {
  table, tbody, tr, td { display: block; width: 100%; } thead { position: absolute; left: -99rem; }
  tr { border-bottom: 1px solid var(--line); padding: .4rem 0; } td { border: 0; padding: .1rem 0; } td:empty { display: none; }
  td:first-child { font-weight: 600; } td:not(:first-child) { padding-left: 1rem; }
  td:not(:first-child)::before { content: attr(data-label) " "; color: var(--soft); font-size: .9em; margin-right: .4rem; }
  .matrix td:not(:first-child) { display: inline-block; width: auto; padding: 0 .8rem 0 0; }
  dl div { grid-template-columns: 1fr; gap: 0; margin-bottom: .3rem; }
  .bars li { grid-template-columns: 1fr 5rem; } .bars li > :first-child { grid-column: 1 / -1; } }
@page { size: A4; margin: 16mm 14mm; }
@media print {
  :root { color-scheme: light; } body { max-width: none; padding: 0; font-size: 10pt; line-height: 1.45; }
  article + article { break-before: page; border: 0; margin: 0; padding: 0; }
  h1, h2, h3, figcaption { break-after: avoid; } thead { display: table-header-group; }
  tr, li, dl div, figure, .note, .verdict { break-inside: avoid; } p { orphans: 3; widows: 3; }
  th, td { padding: .25rem .4rem; } .picture { overflow: visible; } .picture svg { min-width: 0; }
  .verdict, .note, .track, .bar, svg { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
"""
