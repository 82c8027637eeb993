#!/bin/sh
# Make the golden logs of promptfoo 0.121.20: `sh make_promptfoo.sh OUT`, with promptfoo on the PATH. Nothing is fetched.
set -e
out=$(cd "$1" && pwd)
export PROMPTFOO_DISABLE_TELEMETRY=1 PROMPTFOO_DISABLE_UPDATE=1 PROMPTFOO_DISABLE_REMOTE_GENERATION=1 PROMPTFOO_CACHE_ENABLED=false
scratch=$(mktemp -d)
export PROMPTFOO_CONFIG_DIR="$scratch/config"
cd "$scratch"
cat > rote.js <<'JS'
module.exports = class {
  constructor(options) { this.name = options.config.name; }
  id() { return this.name; }
  async callApi(prompt) {
    if (prompt.includes('Mars')) return { error: 'the stub was told to fail' };
    if (prompt.includes('France')) return { output: 'It is Paris.' };
    return { output: 'I do not know.' };
  }
};
JS
cat > promptfooconfig.yaml <<'YAML'
description: capitals
prompts:
  - 'Be short. {{question}}'
  - '[{"role": "system", "content": "Be short."}, {"role": "user", "content": "{{question}}"}]'
providers:
  - {id: 'file://rote.js', label: parrot, config: {name: parrot}}
  - {id: 'file://rote.js', config: {name: crow}}
tests:
  - vars: {question: 'What is the capital of France?', expected: Paris, level: 1}
    assert: [{type: contains, value: '{{expected}}'}]
  - vars: {question: 'What is the capital of Italy?', level: 2}
    assert: [{type: contains, value: Rome}, {type: javascript, value: 'output.length > 2'}]
  - vars: {question: 'What is the capital of Mars?', level: 3}
    assert: [{type: contains, value: none}]
YAML
promptfoo eval --no-cache --no-progress-bar --no-table -o results.json -o results.jsonl || test $? = 100
sed -i "s#$scratch#data#g" results.json results.jsonl
cp results.json results.jsonl "$out"
rm -rf "$scratch"
