#!/usr/bin/env bash
# Build models/fast.safetensors and models/lemmas.tsv from open data.
#   training/train_language.sh DATA_DIR [WORK_DIR]
# DATA_DIR holds language/ (trees and names) and news/ (open news), as training/README.md lists them.
# WORK_DIR (default training/.cache) keeps checkpoints: run the same command again and it goes on where it stopped.
set -euo pipefail

data=$(realpath "${1:?usage: training/train_language.sh DATA_DIR [WORK_DIR]}")
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(realpath -m "${2:-$root/training/.cache}")
python=${PYTHON:-python3}
threads=${THREADS:-1}
export OMP_NUM_THREADS=$threads
cd "$root/training"

if [ ! -e "$work/pretrain.done" ]; then
  "$python" -m language.pretrain --news "$data/news" --work "$work" --dim 160 --pieces 1 --epochs 3 --threads "$threads"
fi
"$python" -m language.train --data "$data/language" --work "$work" --pretrained "$work/pretrain.pt" \
  --epochs 30 --threads "$threads"
"$python" -m language.export "$work/fast.pt" "$root/models/fast.safetensors"
"$python" -m language.lemmas --data "$data/language" "$root/models/lemmas.tsv"
"$python" -m language.evaluate --data "$data/language" --model "$root/models/fast.safetensors" --lemmas "$root/models/lemmas.tsv"
"$python" -m language.vectors --model "$root/models/fast.safetensors" --lemmas "$root/models/lemmas.tsv" \
  "$root/tests/data/fast_vectors.json"
