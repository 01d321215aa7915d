"""The style of results in notebooks.

Text and lines have the colours that the page gives to text, so dark themes work. The
selectors are specific enough to win over those that Jupyter has for tables.
"""

STYLE = """
.sk-hpo-result {color: inherit; font-family: monospace; margin: 0 0 .8em}
.sk-hpo-result .sk-hpo-top {display: flex; flex-wrap: wrap; gap: 1em 2.5em}
.sk-hpo-result .sk-hpo-best {font-size: 1.1em; margin-bottom: .3em}
.sk-hpo-result .sk-hpo-line {line-height: 1.2}
.sk-hpo-result .sk-hpo-line svg {display: block; overflow: visible; max-width: none}
.sk-hpo-result .sk-hpo-quiet {opacity: .75; overflow-wrap: anywhere}
.sk-hpo-result details {margin-top: .6em; overflow-x: auto}
.sk-hpo-result summary {cursor: pointer}
.sk-hpo-result table.sk-hpo-table {border: 0; border-collapse: collapse;
  color: inherit; font-size: inherit; margin: .2em 0 .4em; table-layout: auto}
.sk-hpo-result table.sk-hpo-table tr {background: transparent; border: 0}
.sk-hpo-result table.sk-hpo-table :is(th, td) {background: transparent;
  border: 0; border-bottom: 1px solid rgba(128, 128, 128, .35); color: inherit;
  max-width: 24em; overflow-wrap: break-word; padding: .15em .8em .15em 0;
  text-align: left; vertical-align: top; white-space: normal}
.sk-hpo-result table.sk-hpo-table th {font-weight: normal; opacity: .75}
.sk-hpo-result table.sk-hpo-table tr.sk-hpo-chosen td {font-weight: bold}
"""
