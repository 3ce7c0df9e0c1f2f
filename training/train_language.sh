#!/usr/bin/env bash
# Build models/fast.safetensors and models/lemmas.tsv from open data, the corpus and what the accurate model reads in both.
#   training/train_language.sh DATA_DIR PROGRAM [WORK_DIR]
# DATA_DIR holds language/ (trees and names) and news/ (open news), as training/README.md lists them; PROGRAM is a built dragoman that finds
# models/accurate.safetensors, the teacher.
# WORK_DIR (default training/.cache) keeps checkpoints: run the same command again and it goes on where it stopped.
set -euo pipefail

data=$(realpath "${1:?usage: training/train_language.sh DATA_DIR PROGRAM [WORK_DIR]}")
program=$(realpath "${2:?usage: training/train_language.sh DATA_DIR PROGRAM [WORK_DIR]}")
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(realpath -m "${3:-$root/training/.cache}")
python=${PYTHON:-python3}
threads=${THREADS:-2}
export OMP_NUM_THREADS=$threads
mkdir -p "$work"
cd "$root/training"

if [ ! -e "$work/compiled.jsonl" ]; then
  "$python" -m corpus check --data "$data" --json "$work/compiled.part" > "$work/check.log" 2>&1
  mv "$work/compiled.part" "$work/compiled.jsonl"
fi
"$python" -m language.silver --news "$data/news" --corpus "$work/compiled.jsonl" --program "$program" --threads "$threads" "$work/silver"
if [ ! -e "$work/pretrain.done" ]; then
  "$python" -m language.pretrain --news "$data/news" --work "$work" --dim 160 --pieces 1 --epochs 3 --threads "$threads"
fi
"$python" -m language.train --data "$data/language" --silver "$work/silver" --work "$work" --pretrained "$work/pretrain.pt" \
  --dilations 1 1 2 4 8 --arc-dim 128 --label-dim 96 --dropout 0.2 --head-dropout 0.25 --epochs 40 --threads "$threads"
model=$root/models/fast.safetensors
"$python" -m language.export "$work/fast.pt" "$model"
"$python" -m language.gate --silver "$work/silver" --recall 98 "$model"
"$python" -m language.lemmas --data "$data/language" "$root/models/lemmas.tsv"
"$python" -m language.evaluate --data "$data/language" --model "$model" --lemmas "$root/models/lemmas.tsv"
"$python" -m language.vectors --model "$model" --lemmas "$root/models/lemmas.tsv" "$root/tests/data/fast_vectors.json"
