#include "language/analyzer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>
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
  const std::string bytes = TinyModel().build();
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
  };
  for (const auto& [key, value] : wrong) {
    TinyModel tiny;
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
  for (const char* name : {"embed.shape.scale", "embed.norm.bias", "conv.1.weight", "upos.bias",
                           "arc.root", "label.distance", "label.from_product.scale"}) {
    TinyModel tiny;
    tiny.without_tensor = name;
    const std::string bytes = tiny.build();
    const auto model = LanguageModel::load(bytes, "tiny");
    ASSERT_FALSE(model);
    EXPECT_EQ(model.error().message(), std::string("tiny: tensor ") + name + ": is missing");
  }
}

}  // namespace
}  // namespace dragoman
