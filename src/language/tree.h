// Which head has each word? The best tree with exactly one root.
//
// The greedy heads are the answer wherever they form such a tree; otherwise Chu and Liu's and
// Edmonds' algorithm in Tarjan's form for dense graphs, O(n²) in time and memory.
// Sources: Chu and Liu 1965; Edmonds 1967; Tarjan 1977 ("Finding optimum branchings", Networks 7).
#pragma once

#include <cstddef>
#include <cstdint>

#include "nn/scratch.h"

namespace dragoman {

// scores[i * (n + 1) + j]: how well j is the head of word i + 1, where j = 0 is the root and
// j = i + 1, the word itself, is never read. heads[i]: 0 = root, else the word's number from 1.
// Scores are held within ±1e9, and one that is no number counts as −1e9, so that a broken model
// gives trees too. Ties go to the lowest head.
void best_tree(const float* scores, std::size_t n, std::uint32_t* heads, Scratch& scratch);

// Whether the heads form a tree with exactly one root.
bool is_tree(const std::uint32_t* heads, std::size_t n, Scratch& scratch);

}  // namespace dragoman
