// A bibliography on standard input, read by a program of Node.js: its entries as JSON, or its text as written again.
const [, , reader] = process.argv
const text = require('fs').readFileSync(0, 'utf8')
const print = (value) => process.stdout.write(typeof value === 'string' ? value : JSON.stringify(value))

async function citation() {
  const { Cite, plugins } = require('@citation-js/core')
  for (const name of ['bibtex', 'ris', 'csl']) require(`@citation-js/plugin-${name}`)
  plugins.config.get('@bibtex').parse.strict = false
  print(new Cite(text).data.map(({ _graph, ...item }) => item))
}

const readers = {
  'citation-js': citation,
  'bibtex-tidy': async () => print(require('bibtex-tidy').tidy(text, { escape: false }).bibtex),
  'bibtex-parser': async () => {
    const parser = await import('@retorquere/bibtex-parser')
    const found = parser.parse(text, { sentenceCase: false, caseProtection: false })
    print({ entries: found.entries, errors: found.errors })
  },
}
readers[reader]().catch((error) => { console.error(error); process.exit(1) })
