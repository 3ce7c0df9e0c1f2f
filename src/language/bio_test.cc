#include "language/bio.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace dragoman {
namespace {

const std::vector<std::string> kLabels = {"O", "B-PER", "I-PER", "B-LOC", "I-LOC"};

bool allowed(const std::vector<std::uint32_t>& path) {
  for (std::size_t t = 0; t < path.size(); ++t) {
    if (path[t] != 2 && path[t] != 4) continue;
    if (t == 0 || (path[t - 1] != path[t] && path[t - 1] + 1 != path[t])) return false;
  }
  return true;
}

bool next(std::vector<std::uint32_t>& path) {
  for (std::uint32_t& y : path) {
    if (++y < kLabels.size()) return true;
    y = 0;
  }
  return false;
}

TEST(Bio, EqualsBruteForce) {
  const auto labels = BioLabels::from(kLabels);
  ASSERT_TRUE(labels);
  std::mt19937 random(11);
  Scratch scratch;
  for (int round = 0; round < 300; ++round) {
    const std::size_t n = 1 + random() % 5;
    std::vector<float> z(n * kLabels.size());
    for (float& v : z) v = static_cast<float>(random() % 1000) / 100.0F - 5.0F;
    std::vector<std::uint32_t> best(n);
    best_labels(*labels, z.data(), n, best.data(), scratch);
    std::vector<LabelledSpan> names;
    append_spans(*labels, z.data(), n, best.data(), 10, names, scratch);

    const auto score = [&](const std::vector<std::uint32_t>& path) {
      double sum = 0;
      for (std::size_t t = 0; t < n; ++t)
        sum += static_cast<double>(z[t * kLabels.size() + path[t]]);
      return sum;
    };
    ASSERT_TRUE(allowed(best));
    double most = -INFINITY, all = 0;
    std::vector<double> shares(names.size(), 0);
    std::vector<std::uint32_t> path(n, 0);
    do {
      if (!allowed(path)) continue;
      most = std::max(most, score(path));
      const double weight = std::exp(score(path));
      all += weight;
      for (std::size_t k = 0; k < names.size(); ++k) {
        const std::size_t begin = names[k].begin - 10, end = names[k].end - 10;
        bool same = end == n || path[end] != best[begin] + 1;
        for (std::size_t t = begin; t < end; ++t) same = same && path[t] == best[t];
        if (same) shares[k] += weight;
      }
    } while (next(path));
    ASSERT_NEAR(score(best), most, 1e-4);
    for (std::size_t k = 0; k < names.size(); ++k)
      ASSERT_NEAR(static_cast<double>(names[k].score), shares[k] / all, 1e-4);
  }
}

TEST(Bio, NamesHaveTheirWordsAndClasses) {
  const auto labels = BioLabels::from(kLabels);
  // Certain: B-PER I-PER B-PER O B-LOC.
  const std::vector<std::uint32_t> best = {1, 2, 1, 0, 3};
  std::vector<float> z(best.size() * kLabels.size(), -40.0F);
  for (std::size_t t = 0; t < best.size(); ++t) z[t * kLabels.size() + best[t]] = 0;
  Scratch scratch;
  std::vector<LabelledSpan> names;
  append_spans(*labels, z.data(), best.size(), best.data(), 0, names, scratch);
  ASSERT_EQ(names.size(), 3U);
  EXPECT_EQ(names[0].begin, 0U);
  EXPECT_EQ(names[0].end, 2U);
  EXPECT_EQ(names[0].cls, 0U);
  EXPECT_EQ(names[1].begin, 2U);
  EXPECT_EQ(names[1].end, 3U);
  EXPECT_EQ(names[2].cls, 1U);
  for (const LabelledSpan& name : names) EXPECT_FLOAT_EQ(name.score, 1.0F);
}

TEST(Bio, TakesTheLowestOfEquals) {
  const auto labels = BioLabels::from(kLabels);
  const std::vector<float> z(3 * kLabels.size(), 0.5F);
  std::vector<std::uint32_t> best(3, 9);
  Scratch scratch;
  best_labels(*labels, z.data(), 3, best.data(), scratch);
  EXPECT_EQ(best, (std::vector<std::uint32_t>{0, 0, 0}));
}

TEST(Bio, RefusesLabelsInAnotherOrder) {
  EXPECT_TRUE(BioLabels::from({"O"}));
  for (const std::vector<std::string>& wrong :
       std::vector<std::vector<std::string>>{{},
                                             {"B-PER"},
                                             {"O", "B-PER"},
                                             {"O", "I-PER", "B-PER"},
                                             {"O", "B-PER", "I-LOC"},
                                             {"O", "B", "I"}})
    EXPECT_FALSE(BioLabels::from(wrong));
}

TEST(Bio, SurvivesNumbersThatAreNone) {
  const auto labels = BioLabels::from(kLabels);
  std::mt19937 random(5);
  Scratch scratch;
  const float odd[] = {NAN, INFINITY, -INFINITY, 3e38F, -3e38F, 0};
  for (int round = 0; round < 300; ++round) {
    std::vector<float> z(6 * kLabels.size());
    for (float& v : z) v = odd[random() % 6];
    std::vector<std::uint32_t> best(6);
    best_labels(*labels, z.data(), 6, best.data(), scratch);
    std::vector<LabelledSpan> names;
    append_spans(*labels, z.data(), 6, best.data(), 0, names, scratch);
    std::uint32_t last = 0;
    for (const LabelledSpan& name : names) {
      EXPECT_LE(last, name.begin);
      EXPECT_LT(name.begin, name.end);
      EXPECT_LE(name.end, 6U);
      EXPECT_GE(name.score, 0.0F);
      EXPECT_LE(name.score, 1.0F);
      last = name.end;
    }
  }
}

}  // namespace
}  // namespace dragoman
