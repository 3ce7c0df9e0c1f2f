#include "language/tree.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace dragoman {
namespace {

using Heads = std::vector<std::uint32_t>;

double score_of(const std::vector<float>& scores, const Heads& heads) {
  double sum = 0;
  for (std::size_t i = 0; i < heads.size(); ++i)
    sum += static_cast<double>(scores[i * (heads.size() + 1) + heads[i]]);
  return sum;
}

Heads solve(const std::vector<float>& scores, std::size_t n, Scratch& scratch) {
  Heads heads(n);
  best_tree(scores.data(), n, heads.data(), scratch);
  return heads;
}

// The best of all (n + 1)^n choices of heads that are trees with one root.
double brute_force(const std::vector<float>& scores, std::size_t n, Scratch& scratch) {
  double best = -INFINITY;
  Heads heads(n, 0);
  for (;;) {
    if (is_tree(heads.data(), n, scratch)) best = std::max(best, score_of(scores, heads));
    std::size_t i = 0;
    while (i < n && ++heads[i] > n) heads[i++] = 0;
    if (i == n) return best;
  }
}

TEST(Tree, EqualsBruteForceOnSmallSentences) {
  std::mt19937 random(20240618);
  Scratch scratch;
  for (std::size_t n = 1; n <= 6; ++n) {
    const int rounds = n <= 4 ? 2000 : n == 5 ? 300 : 40;
    for (int round = 0; round < rounds; ++round) {
      std::vector<float> scores(n * (n + 1));
      // Few different values now and then, so that there are ties.
      const unsigned values = round % 3 == 0 ? 3 : 1000;
      for (float& s : scores) s = static_cast<float>(random() % values) - 300.0F;
      // In half of the rounds many words would like to be the root.
      if (round % 2 == 0)
        for (std::size_t i = 0; i < n; ++i) scores[i * (n + 1)] += 500;
      const Heads heads = solve(scores, n, scratch);
      ASSERT_TRUE(is_tree(heads.data(), n, scratch));
      ASSERT_NEAR(score_of(scores, heads), brute_force(scores, n, scratch), 1e-6);
    }
  }
}

// An independent way to the same optimum: contract one cycle at a time, by recursion (as the
// reference does), once for each word as the root.
using Matrix = std::vector<std::vector<double>>;

double contract_recursively(const Matrix& s) {
  const std::size_t size = s.size();
  std::vector<std::size_t> head(size, 0);
  double total = 0;
  for (std::size_t i = 1; i < size; ++i) {
    head[i] = i == 1 ? 0 : 1;
    for (std::size_t j = 0; j < size; ++j)
      if (j != i && s[i][j] > s[i][head[i]]) head[i] = j;
    total += s[i][head[i]];
  }
  std::vector<std::size_t> seen(size, 0), cycle;
  for (std::size_t start = 1; start < size && cycle.empty(); ++start) {
    std::size_t at = start;
    while (at != 0 && seen[at] == 0) {
      seen[at] = start;
      at = head[at];
    }
    if (at == 0 || seen[at] != start) continue;
    for (std::size_t k = at; cycle.empty() || k != at; k = head[k]) cycle.push_back(k);
  }
  if (cycle.empty()) return total;
  std::vector<bool> inside(size, false);
  double own = 0;
  for (const std::size_t k : cycle) {
    inside[k] = true;
    own += s[k][head[k]];
  }
  std::vector<std::size_t> rest;
  for (std::size_t k = 0; k < size; ++k)
    if (!inside[k]) rest.push_back(k);
  const std::size_t last = rest.size();
  Matrix c(last + 1, std::vector<double>(last + 1, -1e12));
  for (std::size_t a = 0; a < last; ++a) {
    for (std::size_t b = 0; b < last; ++b) c[a][b] = s[rest[a]][rest[b]];
    for (const std::size_t k : cycle) {
      c[a][last] = std::max(c[a][last], s[rest[a]][k]);
      c[last][a] = std::max(c[last][a], s[k][rest[a]] - s[k][head[k]]);
    }
  }
  return own + contract_recursively(c);
}

double best_over_roots(const std::vector<float>& scores, std::size_t n) {
  double best = -INFINITY;
  for (std::size_t root = 0; root < n; ++root) {
    Matrix s(n + 1, std::vector<double>(n + 1, -1e12));
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = i == root ? n + 1 : 1; j <= n; ++j)
        s[i + 1][j] = static_cast<double>(scores[i * (n + 1) + j]);
    s[root + 1][0] = static_cast<double>(scores[root * (n + 1)]);
    best = std::max(best, contract_recursively(s));
  }
  return best;
}

TEST(Tree, EqualsAnotherAlgorithmOnLongerSentences) {
  std::mt19937 random(7);
  Scratch scratch;
  for (int round = 0; round < 150; ++round) {
    const std::size_t n = 7 + random() % 20;
    std::vector<float> scores(n * (n + 1));
    for (float& s : scores) s = static_cast<float>(random() % 100000) / 1000.0F;
    const Heads heads = solve(scores, n, scratch);
    ASSERT_TRUE(is_tree(heads.data(), n, scratch));
    ASSERT_NEAR(score_of(scores, heads), best_over_roots(scores, n), 1e-6) << n;
  }
}

TEST(Tree, KeepsGreedyHeadsThatAreATree) {
  Scratch scratch;
  // Two words; at ties the lowest head.
  EXPECT_EQ(solve({1, 9, 0, 0, 2, 9}, 2, scratch), (Heads{0, 1}));
  EXPECT_EQ(solve({5, 9, 5, 0, 2, 9}, 2, scratch), (Heads{0, 1}));
  EXPECT_EQ(solve({-3}, 1, scratch), (Heads{0}));
}

TEST(Tree, HasOneRootThoughTwoWouldScoreMore) {
  Scratch scratch;
  EXPECT_EQ(solve({100, 0, 1, 100, 2, 0}, 2, scratch), (Heads{0, 1}));
}

TEST(Tree, SurvivesNumbersThatAreNone) {
  std::mt19937 random(3);
  Scratch scratch;
  const float odd[] = {NAN, INFINITY, -INFINITY, 3e38F, -3e38F, 0, 1};
  for (int round = 0; round < 500; ++round) {
    const std::size_t n = 1 + random() % 12;
    std::vector<float> scores(n * (n + 1));
    // All of them, or, in every third round, one alone.
    const unsigned first = random() % 7, count = round % 3 == 0 ? 1 : 7;
    for (float& s : scores) s = odd[(first + random() % count) % 7];
    const Heads heads = solve(scores, n, scratch);
    ASSERT_TRUE(is_tree(heads.data(), n, scratch));
  }
}

TEST(Tree, IsQuadraticWhereEveryCycleHoldsTheLast) {
  // Nested cycles: word i prefers i + 1, which prefers what came before it.
  constexpr std::size_t kWords = 400;
  std::vector<float> scores(kWords * (kWords + 1), -1000.0F);
  for (std::size_t i = 0; i < kWords; ++i) {
    for (std::size_t j = 1; j <= kWords; ++j)
      scores[i * (kWords + 1) + j] = -static_cast<float>(i > j ? i - j : j - i);
    scores[i * (kWords + 1)] = -5000;
  }
  Scratch scratch;
  const Heads heads = solve(scores, kWords, scratch);
  EXPECT_TRUE(is_tree(heads.data(), kWords, scratch));
}

TEST(Tree, TellsTreesFromOthers) {
  Scratch scratch;
  const auto tree = [&](const Heads& heads) {
    return is_tree(heads.data(), heads.size(), scratch);
  };
  EXPECT_TRUE(tree({0}));
  EXPECT_TRUE(tree({2, 0, 2}));
  EXPECT_FALSE(tree({0, 0}));
  EXPECT_FALSE(tree({2, 1}));
  EXPECT_FALSE(tree({0, 3, 2}));
  EXPECT_FALSE(tree({1}));
}

}  // namespace
}  // namespace dragoman
