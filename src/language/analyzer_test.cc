#include "language/analyzer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iomanip>
#include <random>
#include <sstream>
#include <thread>
#include <vector>

#include "language/model.h"
#include "language/tiny_accurate.h"
#include "language/tiny_model.h"

namespace dragoman {
namespace {

using ::testing::HasSubstr;

class AnalyzerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    home_ = std::filesystem::path(::testing::TempDir()) / (std::string("analyzer_") + test->name());
    std::filesystem::create_directories(home_ / "models");
    std::filesystem::create_directories(home_ / "data");
    write("data/irregular_forms.tsv", "form\tupos\tlemma\n");
    write("models/fast.safetensors", TinyModel().build());
    write("models/lemmas.tsv", TinyModel::kLemmas);
  }
  void TearDown() override { std::filesystem::remove_all(home_); }

  void write(const char* name, std::string_view bytes) const {
    std::ofstream(home_ / name, std::ios::binary) << bytes;
  }
  Result<Analyzer> open() const { return Analyzer::open(Resources::at(home_.string())); }

  std::filesystem::path home_;
};

Sentence sentence_of(const std::vector<std::string>& forms) {
  Sentence s;
  for (const std::string& form : forms) {
    Word w;
    w.token = static_cast<std::uint32_t>(s.words.size());
    w.form = form;
    s.tokens.push_back({{}, w.token, 1});
    s.words.push_back(std::move(w));
  }
  return s;
}

Analysis random_analysis(std::uint32_t seed, std::size_t sentences) {
  const std::vector<std::string> vocabulary = {"The",    "minister", "saw", "Riga", ",",
                                               "cities", "3,500",    "n’t", ".",    "Łódź"};
  std::mt19937 random(seed);
  Analysis out;
  for (std::size_t s = 0; s < sentences; ++s) {
    std::vector<std::string> forms(random() % 30);
    for (std::string& form : forms) form = vocabulary[random() % vocabulary.size()];
    out.sentences.push_back(sentence_of(forms));
  }
  return out;
}

std::string printed(const Analysis& analysis) {
  std::string out;
  for (const Sentence& s : analysis.sentences) {
    for (const Word& w : s.words) {
      out += w.form + '\t' + w.lemma + '\t';
      out += name_of(w.upos);
      out += '\t';
      out += w.xpos;
      out += '\t';
      out += w.feats;
      out += '\t' + std::to_string(w.head) + '\t';
      out += w.deprel;
      out += '\n';
    }
    for (const Name& n : s.names)
      out += std::to_string(n.begin) + '-' + std::to_string(n.end) + std::string(name_of(n.cls)) +
             std::to_string(n.score) + '\n';
    out += '\n';
  }
  return out;
}

void expect_tree(const Sentence& s) {
  const auto n = static_cast<std::int32_t>(s.words.size());
  int roots = 0;
  for (std::int32_t i = 0; i < n; ++i) {
    const Word& w = s.words[static_cast<std::size_t>(i)];
    EXPECT_EQ(w.head == -1, w.deprel == "root");
    roots += w.head == -1;
    std::int32_t at = i, steps = 0;
    while (at != -1 && steps++ <= n) {
      at = s.words[static_cast<std::size_t>(at)].head;
      ASSERT_LT(at, n);
    }
    ASSERT_EQ(at, -1) << "word " << i << " is in a cycle";
  }
  EXPECT_EQ(roots, 1);
}

// With random weights: every field is within its sentence, whatever it says.
TEST_F(AnalyzerTest, TheAccurateModelAddsCuesAndTriggers) {
  write("models/accurate.safetensors", TinyAccurate{}.build());
  const auto analyzer = open();
  ASSERT_TRUE(analyzer) << analyzer.error().message();
  EXPECT_EQ(analyzer->accurate_model().size(), 16U);
  Analysis analysis = random_analysis(3, 60);
  Analysis fast = analysis;
  analyzer->analyze(analysis, Tier::kAccurate);
  std::size_t cues = 0, triggers = 0, related = 0;
  for (const Sentence& s : analysis.sentences) {
    EXPECT_TRUE(s.accurate);
    const auto within = [&](const WordList& words) {
      related += words.size();
      EXPECT_TRUE(std::is_sorted(words.begin(), words.end()));
      if (!words.empty()) {
        EXPECT_LT(words.back(), s.words.size());
      }
    };
    for (const ReadCue& cue : s.cues) {
      ++cues;
      EXPECT_LT(cue.begin, cue.end);
      EXPECT_LE(cue.end, s.words.size());
      within(cue.speaker), within(cue.content), within(cue.addressees);
    }
    for (const ReadTrigger& trigger : s.triggers) {
      ++triggers;
      EXPECT_LT(trigger.begin, trigger.end);
      EXPECT_LE(trigger.end, s.words.size());
      EXPECT_TRUE(trigger.type == EventType::kAid || trigger.type == EventType::kAssault);
      EXPECT_TRUE(trigger.mode.empty() ||
                  (trigger.mode == "aerial" && trigger.type == EventType::kAssault));
      within(trigger.sources), within(trigger.targets);
    }
  }
  EXPECT_GT(cues, 0U);
  EXPECT_GT(triggers, 0U);
  EXPECT_GT(related, 0U);
  analyzer->analyze(fast, Tier::kFast);
  for (const Sentence& s : fast.sentences) {
    EXPECT_FALSE(s.accurate);
    EXPECT_TRUE(s.cues.empty() && s.triggers.empty());
  }
}

// The gate's scores of sentences, and a threshold that lets half of them through.
struct Gated {
  std::vector<float> scores;
  float threshold = 0;

  explicit Gated(const Analysis& analysis) {
    const std::string bytes = TinyModel{.gate_dim = 6}.build();
    const auto model = LanguageModel::load(bytes, "tiny");
    LanguageModel::Workspace work(*model);
    for (const Sentence& s : analysis.sentences) {
      std::vector<std::string_view> words;
      for (const Word& w : s.words) words.emplace_back(w.form);
      model->gate(words, work);
      scores.push_back(work.labels.gate);
    }
    std::vector<float> sorted = scores;
    std::sort(sorted.begin(), sorted.end());
    threshold = sorted[sorted.size() / 2];
  }

  std::string model() const {
    std::ostringstream text;
    text << std::setprecision(9) << threshold;
    return TinyModel{.gate_dim = 6, .gate_threshold = text.str()}.build();
  }
};

TEST_F(AnalyzerTest, AutoReadsAccuratelyWhatTheGateLetsThrough) {
  Analysis by_auto = random_analysis(5, 40);
  std::erase_if(by_auto.sentences, [](const Sentence& s) { return s.words.empty(); });
  const Gated gated(by_auto);
  write("models/fast.safetensors", gated.model());
  write("models/accurate.safetensors", TinyAccurate{}.build());
  const auto analyzer = open();
  ASSERT_TRUE(analyzer) << analyzer.error().message();
  Analysis by_fast = by_auto, by_accurate = by_auto, headlines = by_auto;
  for (Sentence& s : headlines.sentences) s.headline = true;
  analyzer->analyze(by_auto, Tier::kAuto);
  analyzer->analyze(by_fast, Tier::kFast);
  analyzer->analyze(by_accurate, Tier::kAccurate);
  analyzer->analyze(headlines, Tier::kAuto);
  EXPECT_EQ(printed(headlines), printed(by_accurate));
  std::size_t sent = 0, differ = 0, meant = 0;
  for (std::size_t k = 0; k < gated.scores.size(); ++k) {
    const bool through = gated.scores[k] >= gated.threshold;
    sent += through;
    const auto one = [&](const Analysis& from) { return printed(Analysis{{from.sentences[k]}}); };
    EXPECT_EQ(one(by_auto), one(through ? by_accurate : by_fast)) << k;
    differ += one(by_fast) != one(by_accurate);
    const Sentence& s = by_auto.sentences[k];
    EXPECT_TRUE(s.accurate);
    EXPECT_FALSE(by_fast.sentences[k].accurate);
    const Sentence& most = by_accurate.sentences[k];
    meant += most.cues.size() + most.triggers.size();
    EXPECT_EQ(s.cues.size(), through ? most.cues.size() : 0);
    EXPECT_EQ(s.triggers.size(), through ? most.triggers.size() : 0);
  }
  EXPECT_EQ(sent, gated.scores.size() - gated.scores.size() / 2);
  EXPECT_GT(differ, gated.scores.size() / 2);  // else the test could not fail
  EXPECT_GT(meant, 0U);
}

// Of a sentence that is read in parts, one is enough.
TEST_F(AnalyzerTest, TheGateReadsEveryPart) {
  Analysis parts;
  std::vector<std::string> forms(400, "saw");
  forms.back() = ";";
  parts.sentences.push_back(sentence_of(forms));
  std::fill(forms.begin(), forms.end() - 1, "Riga");
  parts.sentences.push_back(sentence_of(forms));
  const Gated gated(parts);
  ASSERT_NE(gated.scores[0], gated.scores[1]);
  write("models/fast.safetensors", gated.model());
  write("models/accurate.safetensors", TinyAccurate{}.build());
  const auto analyzer = open();
  ASSERT_TRUE(analyzer) << analyzer.error().message();
  const std::size_t high = gated.scores[0] < gated.scores[1] ? 1 : 0;
  for (const auto& [first, second] :
       {std::pair(high, 1 - high), std::pair(1 - high, high), std::pair(1 - high, 1 - high)}) {
    Analysis analysis;
    std::vector<std::string> both;
    for (const std::size_t part : {first, second})
      for (const Word& w : parts.sentences[part].words) both.push_back(w.form);
    analysis.sentences.push_back(sentence_of(both));
    Analysis expected = analysis;
    analyzer->analyze(analysis, Tier::kAuto);
    analyzer->analyze(expected, first == second ? Tier::kFast : Tier::kAccurate);
    EXPECT_EQ(printed(analysis), printed(expected));
  }
}

TEST_F(AnalyzerTest, WithoutAGateOrAnAccurateModelAutoIsTheOtherOne) {
  Analysis by_auto = random_analysis(6, 20);
  Analysis by_accurate = by_auto, gated = by_auto, by_fast = by_auto;
  write("models/accurate.safetensors", TinyAccurate{}.build());
  auto analyzer = open();
  ASSERT_TRUE(analyzer) << analyzer.error().message();
  analyzer->analyze(by_auto, Tier::kAuto);
  analyzer->analyze(by_accurate, Tier::kAccurate);
  EXPECT_EQ(printed(by_auto), printed(by_accurate));
  std::filesystem::remove(home_ / "models/accurate.safetensors");
  write("models/fast.safetensors", TinyModel{.gate_dim = 6}.build());
  analyzer = open();
  ASSERT_TRUE(analyzer) << analyzer.error().message();
  analyzer->analyze(gated, Tier::kAuto);
  analyzer->analyze(by_fast, Tier::kFast);
  EXPECT_EQ(printed(gated), printed(by_fast));
  EXPECT_NE(printed(gated), printed(by_auto));
  for (const Sentence& s : gated.sentences) EXPECT_FALSE(s.accurate);
}

TEST_F(AnalyzerTest, AnActsProbabilitiesSumToOne) {
  EXPECT_FALSE(open()->act("Kim met Park.", Span{0, 3}, Span{8, 12}));
  write("models/accurate.safetensors", TinyAccurate{}.build());
  const auto analyzer = open();
  ASSERT_TRUE(analyzer) << analyzer.error().message();
  const auto act = analyzer->act("Kim met Park.", Span{0, 3}, Span{8, 12});
  ASSERT_TRUE(act);
  float sum = act->none;
  for (const float p : act->types) sum += p;
  EXPECT_NEAR(sum, 1.0F, 1e-5);
  EXPECT_GT(act->types[static_cast<std::size_t>(EventType::kAid)], 0.0F);
  EXPECT_EQ(act->types[static_cast<std::size_t>(EventType::kProtest)], 0.0F);
}

TEST_F(AnalyzerTest, RefusesLabelsThatMeanNothing) {
  for (const auto& [key, value] : {std::pair("roles", R"(["O","B-WHAT","I-WHAT"])"),
                                   std::pair("statuses", R"(["actual","perhaps"])"),
                                   std::pair("acts", R"(["AID","NONE","ASSAULT"])"),
                                   std::pair("relations", R"(["A","B","C","D","E"])")}) {
    TinyAccurate tiny;
    tiny.change_metadata = [&, k = std::string_view(key), v = value](std::string_view name,
                                                                     std::string old) {
      return name == k ? std::string(v) : old;
    };
    if (key == std::string_view("roles")) tiny.role_labels = 3;
    write("models/accurate.safetensors", tiny.build());
    const auto analyzer = open();
    ASSERT_FALSE(analyzer) << key;
    EXPECT_THAT(analyzer.error().message(), HasSubstr(key));
  }
}

TEST_F(AnalyzerTest, FillsInEveryField) {
  const auto analyzer = open();
  ASSERT_TRUE(analyzer) << analyzer.error().message();
  EXPECT_EQ(analyzer->fast_model().size(), 16U);
  Analysis analysis;
  analysis.sentences.push_back(sentence_of({"The", "Minister", "saw", "Cities", "."}));
  analysis.sentences.push_back(sentence_of({}));
  analyzer->analyze(analysis, Tier::kAuto);
  expect_tree(analysis.sentences[0]);
  for (const Word& w : analysis.sentences[0].words) EXPECT_FALSE(w.lemma.empty());
  EXPECT_TRUE(analysis.sentences[1].names.empty());
}

TEST_F(AnalyzerTest, DoesNotDependOnThreadsOrOnTheOtherSentences) {
  const auto analyzer = open();
  ASSERT_TRUE(analyzer);
  constexpr std::size_t kReports = 12;
  std::vector<std::string> expected(kReports);
  for (std::uint32_t seed = 0; seed < kReports; ++seed) {
    // One sentence at a time.
    Analysis whole = random_analysis(seed, 20);
    for (Sentence& s : whole.sentences) {
      Analysis alone;
      alone.sentences.push_back(s);
      analyzer->analyze(alone, Tier::kFast);
      s = alone.sentences[0];
    }
    expected[seed] = printed(whole);
  }
  std::vector<std::string> found(kReports * 3);
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < 3; ++t)
    threads.emplace_back([&, t] {
      for (std::uint32_t seed = 0; seed < kReports; ++seed) {
        Analysis analysis = random_analysis(seed, 20);
        analyzer->analyze(analysis, Tier::kAccurate);
        found[t * kReports + seed] = printed(analysis);
      }
    });
  for (std::thread& thread : threads) thread.join();
  for (std::size_t k = 0; k < found.size(); ++k) ASSERT_EQ(found[k], expected[k % kReports]);
}

TEST_F(AnalyzerTest, EveryKernelGivesTheSameBits) {
  const std::string bytes = TinyModel{.gate_dim = 6}.build();
  std::mt19937 random(9);
  std::vector<std::vector<std::string>> sentences;
  for (const std::size_t n : {1, 2, 3, 17, 64, 400}) {
    std::vector<std::string> forms(n);
    for (std::string& form : forms)
      for (std::size_t k = 0; k < 1 + random() % 8; ++k)
        form += static_cast<char>('A' + random() % 58);
    sentences.push_back(std::move(forms));
  }
  for (const auto& forms : sentences) {
    const std::vector<std::string_view> words(forms.begin(), forms.end());
    const std::size_t n = words.size();
    std::vector<float> numbers;
    std::vector<std::uint32_t> labels;
    for (std::size_t index = 0; const Kernels* kernels = usable_kernels(index); ++index) {
      const auto model = LanguageModel::load(bytes, "tiny", *kernels);
      ASSERT_TRUE(model) << model.error().message();
      LanguageModel::Workspace work(*model);
      model->run(words, work);
      const WordLabels& out = work.labels;
      std::vector<float> got(out.final, out.final + n * model->config().dim);
      got.push_back(out.gate);
      got.insert(got.end(), out.names.emissions, out.names.emissions + n * model->bio().size());
      for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j <= n; ++j)
          if (j != i + 1) got.push_back(out.arc_scores[i * (n + 1) + j]);
      std::vector<std::uint32_t> chosen;
      for (const std::uint32_t* list :
           {out.upos, out.xpos, out.feats, out.heads, out.deprels, out.names.best})
        chosen.insert(chosen.end(), list, list + n);
      if (index == 0) {
        numbers = got;
        labels = chosen;
      }
      ASSERT_EQ(got, numbers) << kernels->name;
      ASSERT_EQ(chosen, labels) << kernels->name;
    }
  }
}

TEST_F(AnalyzerTest, ReadsEndlessSentencesInParts) {
  const auto analyzer = open();
  ASSERT_TRUE(analyzer);
  for (const std::size_t n : {400, 401, 799, 801, 5000}) {
    std::vector<std::string> forms(n, "word");
    if (n > 350) forms[350] = ";";
    Analysis analysis;
    analysis.sentences.push_back(sentence_of(forms));
    analyzer->analyze(analysis, Tier::kFast);
    const Sentence& s = analysis.sentences[0];
    expect_tree(s);
    if (n == 400) continue;
    // The first part ends with the semicolon: read alone it has the same tree.
    forms.resize(351);
    Analysis part;
    part.sentences.push_back(sentence_of(forms));
    analyzer->analyze(part, Tier::kFast);
    for (std::size_t i = 0; i < forms.size(); ++i) {
      EXPECT_EQ(s.words[i].head, part.sentences[0].words[i].head);
      EXPECT_EQ(s.words[i].deprel, part.sentences[0].words[i].deprel);
    }
    std::size_t joined = 0;
    for (std::size_t i = forms.size(); i < n; ++i)
      if (s.words[i].head >= 0 && s.words[i].head < 351) {
        EXPECT_EQ(s.words[i].deprel, "parataxis");
        ++joined;
      }
    EXPECT_EQ(joined, (n - 351 + 399) / 400);
  }
}

TEST_F(AnalyzerTest, SaysWhichFileIsUnusable) {
  write("models/lemmas.tsv", "nonsense\n");
  auto analyzer = open();
  ASSERT_FALSE(analyzer);
  EXPECT_THAT(analyzer.error().message(), HasSubstr("models/lemmas.tsv: line 1"));
  std::filesystem::remove(home_ / "models/lemmas.tsv");
  EXPECT_EQ(open().error().code, ErrorCode::kModel);
  write("models/lemmas.tsv", TinyModel::kLemmas);
  write("data/irregular_forms.tsv", "form\tupos\tlemma\nran\tV\trun\n");
  EXPECT_EQ(open().error().code, ErrorCode::kData);
  write("models/fast.safetensors", "not a model");
  analyzer = open();
  ASSERT_FALSE(analyzer);
  EXPECT_EQ(analyzer.error().code, ErrorCode::kModel);
}

TEST(LanguageModel, RefusesWhatTheFormatDoesNotAllow) {
  const std::pair<const char*, const char*> wrong[] = {
      {"format", "another"},
      {"version", "2"},
      {"encoder", "transformer"},
      {"dim", "24"},
      {"dim", "1000000000"},
      {"dim", "-16"},
      {"dim", "[16]"},
      {"dim", "32"},  // not what the tensors have
      {"activation_levels", "127"},
      {"norm_epsilon", "0"},
      {"norm_epsilon", "1e400"},
      {"conv_dilations", "[]"},
      {"conv_dilations", "[0]"},
      {"conv_dilations", "[1,3,1]"},  // a layer too many
      {"conv_pieces", "3"},
      {"arc_dim", "0"},
      {"distance_limits", "[5,5]"},
      {"distance_limits", "[]"},
      {"features", "[]"},
      {"features", "{}"},
      {"features", R"([{"name":"word","kind":"word","length":0,"rows":63,"keys":2}])"},
      {"features", R"([{"name":"word","kind":"word","length":0,"rows":64,"keys":3}])"},
      {"features", R"([{"name":"word","kind":"vowels","length":0,"rows":64,"keys":1}])"},
      {"features", R"([{"name":"other","kind":"word","length":0,"rows":64,"keys":1}])"},
      {"upos", "[]"},
      {"upos", R"(["A","A","B","C","D"])"},
      {"deprel", R"(["nsubj","roof","obj","punct"])"},
      {"ner", R"(["O","B-PER","I-LOC","B-LOC","I-PER"])"},
      {"gate_dim", "0"},
      {"gate_dim", "7"},  // not what the tensors have
      {"gate_threshold", "\"\""},
  };
  for (const auto& [key, value] : wrong) {
    TinyModel tiny{.gate_dim = 6};
    tiny.change_metadata = [&, k = key, v = value](std::string_view name, std::string old) {
      return name == k ? std::string(v) : old;
    };
    const std::string bytes = tiny.build();
    const auto model = LanguageModel::load(bytes, "tiny");
    ASSERT_FALSE(model) << key << ' ' << value;
    EXPECT_EQ(model.error().code, ErrorCode::kModel);
    EXPECT_EQ(model.error().input, "tiny");
    EXPECT_FALSE(model.error().place.empty()) << model.error().message();
  }
  for (const char* name :
       {"embed.shape.scale", "embed.norm.bias", "conv.1.weight", "upos.bias", "arc.root",
        "label.distance", "label.from_product.scale", "gate.output.bias"}) {
    TinyModel tiny{.gate_dim = 6};
    tiny.without_tensor = name;
    const std::string bytes = tiny.build();
    const auto model = LanguageModel::load(bytes, "tiny");
    ASSERT_FALSE(model);
    EXPECT_EQ(model.error().message(), std::string("tiny: tensor ") + name + ": is missing");
  }
}

}  // namespace
}  // namespace dragoman
