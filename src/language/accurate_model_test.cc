#include "language/accurate_model.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "language/tiny_accurate.h"
#include "language/tree.h"

namespace dragoman {
namespace {

using Words = std::vector<std::string_view>;
const Words kSentence = {"Kim", "sent", "drones", "to", "Park", "."};
constexpr std::string_view kText = "Kim sent drones to Park.";

// All that a run gives, to compare.
std::vector<float> numbers(const AccurateModel& model, const Words& words,
                           AccurateModel::Workspace& work) {
  model.run(words, work);
  const WordLabels& found = work.labels;
  const std::size_t n = words.size();
  std::vector<float> out;
  for (const std::uint32_t* list :
       {found.upos, found.xpos, found.feats, found.heads, found.deprels, found.names.best,
        found.roles.best, found.triggers.best, found.statuses})
    for (std::size_t i = 0; i < n; ++i) out.push_back(static_cast<float>(list[i]));
  const auto add = [&](const float* x, std::size_t size) { out.insert(out.end(), x, x + size); };
  add(found.arc_scores, n * (n + 1));
  add(found.names.emissions, n * 5);
  add(found.roles.emissions, n * 5);
  add(found.triggers.emissions, n * 5);
  add(found.modes, n * 3);
  for (const std::size_t end : {1, 2}) add(model.relate(0, end, work), n * 5);
  add(model.relate(n - 1, n, work), n * 5);
  return out;
}

std::vector<float> scores(const AccurateModel::Act& act) {
  std::vector<float> out(act.types.begin(), act.types.end());
  out.insert(out.end(), act.modes.begin(), act.modes.end());
  out.insert(out.end(), act.statuses.begin(), act.statuses.end());
  return out;
}

TEST(AccurateModel, EveryKernelGivesTheSameNumbers) {
  const std::string file = TinyAccurate{}.build();
  std::vector<float> first, first_act;
  for (std::size_t index = 0; const Kernels* kernels = usable_kernels(index); ++index) {
    SCOPED_TRACE(kernels->name);
    const auto model = AccurateModel::load(file, "tiny", *kernels);
    ASSERT_TRUE(model) << model.error().message();
    AccurateModel::Workspace work(*model);
    const std::vector<float> all = numbers(*model, kSentence, work);
    const std::vector<float> act = scores(model->act(kText, Span{0, 3}, Span{19, 23}, work));
    if (index == 0) {
      first = all;
      first_act = act;
      for (const float x : all) ASSERT_TRUE(std::isfinite(x));
    }
    EXPECT_EQ(all, first);
    EXPECT_EQ(act, first_act);
  }
}

TEST(AccurateModel, ASentenceDoesNotDependOnThoseBefore) {
  const std::string file = TinyAccurate{}.build();
  const auto model = AccurateModel::load(file, "tiny");
  ASSERT_TRUE(model) << model.error().message();
  AccurateModel::Workspace used(*model), fresh(*model);
  numbers(*model, {"Park", "to", "unknown", "words", "Łódź", ".", ".", "to", "."}, used);
  model->act(kText, std::nullopt, Span{0, 3}, used);
  EXPECT_EQ(numbers(*model, kSentence, used), numbers(*model, kSentence, fresh));
}

TEST(AccurateModel, AnyWordsGiveTreesAndSpansOfThem) {
  const std::string file = TinyAccurate{}.build();
  const auto model = AccurateModel::load(file, "tiny");
  ASSERT_TRUE(model) << model.error().message();
  AccurateModel::Workspace work(*model);
  std::mt19937 random(7);
  const std::string_view odd[] = {
      "Kim", "drones", "", "\xFF\xFE", "\xE2\x80\x8B", "дрон", "drone", "sentsentsentsent", "."};
  for (int round = 0; round < 200; ++round) {
    // Up to many more pieces than the model has positions.
    Words words(1 + random() % 60);
    for (std::string_view& w : words) w = odd[random() % std::size(odd)];
    model->run(words, work);
    const std::size_t n = words.size();
    EXPECT_TRUE(is_tree(work.labels.heads, n, work.scratch));
    for (std::size_t i = 0; i < n; ++i) {
      EXPECT_EQ(work.labels.deprels[i] == 1, work.labels.heads[i] == 0);
      EXPECT_LT(work.labels.upos[i], 5U);
      EXPECT_LT(work.labels.roles.best[i], 5U);
      EXPECT_LT(work.labels.statuses[i], 2U);
    }
  }
}

TEST(AccurateModel, AnActHearsItsSides) {
  const std::string file = TinyAccurate{}.build();
  const auto model = AccurateModel::load(file, "tiny");
  ASSERT_TRUE(model) << model.error().message();
  AccurateModel::Workspace work(*model);
  const auto of = [&](std::optional<Span> a, std::optional<Span> b) {
    return scores(model->act(kText, a, b, work));
  };
  const Span kim{0, 3}, park{19, 23};
  EXPECT_NE(of(kim, park), of(park, kim));
  EXPECT_NE(of(kim, std::nullopt), of(std::nullopt, kim));
  EXPECT_NE(of(kim, park), of(kim, std::nullopt));
  EXPECT_EQ(of(kim, park), of(kim, park));
}

TEST(AccurateModel, ALongTextIsReadAboutItsSides) {
  TinyAccurate tiny;
  tiny.positions = 512;
  const std::string file = tiny.build();
  const auto model = AccurateModel::load(file, "tiny");
  ASSERT_TRUE(model) << model.error().message();
  AccurateModel::Workspace work(*model);
  std::string filling;
  for (int k = 0; k < 300; ++k) filling += "to ";
  const std::string text = filling + "Kim sent drones to Park . " + filling;
  const auto at = [&](std::string_view word) {
    const auto begin = static_cast<std::uint32_t>(text.find(word));
    return Span{begin, begin + static_cast<std::uint32_t>(word.size())};
  };
  const auto here = scores(model->act(text, at("Kim"), at("Park"), work));
  // What lies far behind the sides is not read.
  EXPECT_EQ(here, scores(model->act(text + filling + "sent sent", at("Kim"), at("Park"), work)));
  for (const float x : here) EXPECT_TRUE(std::isfinite(x));
  // Sides too far apart for one window: both unnamed then.
  const std::string far = "Kim " + filling + "Park";
  const Span end{static_cast<std::uint32_t>(far.size() - 4),
                 static_cast<std::uint32_t>(far.size())};
  for (const float x : scores(model->act(far, Span{0, 3}, end, work)))
    EXPECT_TRUE(std::isfinite(x));
}

TEST(AccurateModel, SaysWhatIsWrongWithAFile) {
  struct Case {
    const char *key, *value, *reason;
  };
  for (const Case& c :
       {Case{"encoder", "conv", "encoder"},
        {"version", "2", "version"},
        {"width", "48", "width"},
        {"width", "0", "width"},
        {"attention_heads", "3", "width"},
        {"layers", "2", "layers"},
        {"layers", "4", "layer.3"},
        {"positions", "1000000", "positions"},
        {"arc_dim", "33", "arc_dim"},
        {"activation_levels", "127", "activation_levels"},
        {"norm_epsilon", "0", "norm_epsilon"},
        {"vocabulary", "[PAD]\n[UNK]\n[CLS]\n[SEP]\nkim\n", "vocabulary"},
        {"vocabulary", "kim\n", "vocabulary"},
        {"deprel", "[\"nsubj\"]", "deprel"},
        {"roles", "[\"O\",\"B-CUE\"]", "roles"},
        {"act_modes", "[[],[]]", "act_modes"},
        {"act_modes", "[[],[],[3]]", "act_modes"},
        {"features", "[]", "features"},
        {"features", R"([{"name":"x","kind":"shape","length":2,"rows":8,"keys":1,"place":256}])",
         "features"}}) {
    TinyAccurate tiny;
    tiny.change_metadata = [&](std::string_view key, std::string value) {
      return key == c.key ? std::string(c.value) : value;
    };
    const std::string file = tiny.build();
    const auto model = AccurateModel::load(file, "tiny");
    ASSERT_FALSE(model) << c.key << ' ' << c.value;
    EXPECT_NE(model.error().message().find(c.reason), std::string::npos) << model.error().message();
    EXPECT_NE(model.error().message().find("tiny"), std::string::npos) << model.error().message();
  }
  for (const char* name :
       {"pieces.weight", "cases.weight", "positions.scale", "layer.1.qkv.weight",
        "layer.2.norm2.bias", "layer.0.up.input", "root", "mix.meaning", "act.absent",
        "letters.shape.weight", "label.bilinear.scale", "act.types.weight", "relation.distance"}) {
    TinyAccurate tiny;
    tiny.without_tensor = name;
    const std::string file = tiny.build();
    const auto model = AccurateModel::load(file, "tiny");
    ASSERT_FALSE(model) << name;
    EXPECT_NE(model.error().message().find(name), std::string::npos) << model.error().message();
  }
}

TEST(AccurateModel, SurvivesAnyCutOfItsFile) {
  const std::string file = TinyAccurate{}.build();
  std::mt19937 random(3);
  for (int round = 0; round < 300; ++round) {
    std::string broken = file;
    if (round % 2 == 0) broken.resize(random() % file.size());
    for (int k = 0; k < 4; ++k)
      if (!broken.empty()) broken[random() % broken.size()] = static_cast<char>(random());
    const auto model = AccurateModel::load(broken, "broken");
    if (!model) continue;  // it may have hit numbers only: then it must still run
    AccurateModel::Workspace work(*model);
    model->run(kSentence, work);
    EXPECT_TRUE(is_tree(work.labels.heads, kSentence.size(), work.scratch));
    model->act(kText, Span{0, 3}, std::nullopt, work);
  }
}

}  // namespace
}  // namespace dragoman
