#!/bin/sh
# Make the golden run folder of crfm-helm 0.5.16: `sh make_helm.sh OUT`, with helm-run on the PATH. Nothing is fetched.
set -e
out=$(cd "$1" && pwd)
scratch=$(mktemp -d)
cd "$scratch"
cat > rote_client.py <<'PYTHON'
from helm.clients.simple_client import SimpleClient


class RoteClient(SimpleClient):
    """Answers A, save where the question is in small letters only."""

    def invoke_model(self, raw_request):
        return {"completions": [" B" if "is " in raw_request["prompt"].rsplit("Question:", 1)[-1] else " A"]}
PYTHON
mkdir prod_env
cat > prod_env/model_deployments.yaml <<'YAML'
model_deployments:
  - name: made/rote
    model_name: simple/model1
    tokenizer_name: simple/tokenizer1
    max_sequence_length: 2048
    client_spec: {class_name: rote_client.RoteClient}
YAML
PYTHONPATH=. helm-run --suite v1 --max-eval-instances 2 --num-threads 1 --disable-cache --run-entries \
  "simple_mcqa:model=simple/model1,model_deployment=made/rote,num_train_trials=2,max_train_instances=1,data_augmentation=lower"
for run in benchmark_output/runs/v1/*:*; do
  name=$(basename "$run")
  folder="$out/${name%%:*}" # a colon can stand in no file name of Windows
  mkdir -p "$folder"
  for file in run_spec scenario_state per_instance_stats; do
    sed "s#$scratch#data#g" "$run/$file.json" | python3 -m json.tool --compact > "$folder/$file.json"
  done
done
rm -rf "$scratch"
