// The test vectors of the trainer's reference runtime (docs/formats/language-model.md, section 8).
#include <gtest/gtest.h>
#include <simdjson.h>

#include <string>
#include <vector>

#include "base/resources.h"
#include "language/features.h"
#include "language/lemmas.h"
#include "language/model.h"

namespace dragoman {
namespace {

const std::string kHome = DRAGOMAN_SOURCE_DIR;

std::vector<std::string_view> strings(simdjson::dom::element list) {
  std::vector<std::string_view> out;
  for (const simdjson::dom::element e : list.get_array()) out.push_back(e.get_string());
  return out;
}

class Vectors : public ::testing::Test {
 protected:
  void SetUp() override {
    auto file = MappedFile::open(kHome + "/models/fast.safetensors");
    ASSERT_TRUE(file) << file.error().message();
    file_ = *file;
    ASSERT_EQ(parser_.load(kHome + "/tests/data/fast_vectors.json").get(vectors_),
              simdjson::SUCCESS);
  }

  simdjson::dom::array sentences() { return vectors_["sentences"].get_array(); }

  static void check_lemmas(const std::vector<std::string_view>& words,
                           simdjson::dom::element expected, const ModelConfig& config,
                           const WordLabels& found) {
    const auto lexicon = MappedFile::open(kHome + "/models/lemmas.tsv");
    ASSERT_TRUE(lexicon);
    const auto lemmatizer = Lemmatizer::parse((*lexicon)->bytes(), "lemmas.tsv");
    ASSERT_TRUE(lemmatizer) << lemmatizer.error().message();
    Lemmatizer::Buffers buffers;
    std::string lemma;
    std::size_t t = 0;
    for (const std::string_view e : strings(expected)) {
      const auto tags = lemmatizer->tags(config.upos[found.upos[t]], config.xpos[found.xpos[t]]);
      lemmatizer->lemma(words[t], tags, buffers, lemma);
      EXPECT_EQ(lemma, e) << words[t];
      ++t;
    }
  }

  std::shared_ptr<const MappedFile> file_;
  simdjson::dom::parser parser_;
  simdjson::dom::element vectors_;
};

TEST_F(Vectors, FeaturesChooseTheSameRows) {
  const auto model = LanguageModel::load(file_->bytes(), "fast");
  ASSERT_TRUE(model) << model.error().message();
  FeatureReader reader(model->config().features);
  std::vector<std::uint32_t> rows(reader.rows_per_word());
  for (const simdjson::dom::element sentence : sentences()) {
    const auto words = strings(sentence["words"]);
    std::size_t t = 0;
    for (const simdjson::dom::element expected : sentence["rows"].get_array()) {
      reader.read(words[t], rows.data());
      std::size_t k = 0;
      for (const simdjson::dom::element row : expected.get_array())
        EXPECT_EQ(rows.at(k++), row.get_uint64().value()) << words[t];
      EXPECT_EQ(k, rows.size());
      ++t;
    }
  }
}

TEST_F(Vectors, EveryKernelGivesTheSameNumbersAndLabels) {
  for (std::size_t index = 0; const Kernels* kernels = usable_kernels(index); ++index) {
    SCOPED_TRACE(kernels->name);
    const auto model = LanguageModel::load(file_->bytes(), "fast", *kernels);
    ASSERT_TRUE(model) << model.error().message();
    const ModelConfig& config = model->config();
    LanguageModel::Workspace work(*model);
    for (const simdjson::dom::element sentence : sentences()) {
      const auto words = strings(sentence["words"]);
      SCOPED_TRACE(words[0]);
      model->run(words, work);
      std::size_t k = 0;
      for (const simdjson::dom::element x : sentence["final"].get_array())
        EXPECT_EQ(work.labels.final[k++], static_cast<float>(x.get_double().value()));
      double gate = 0;
      const bool gated = sentence["gate"].get(gate) == simdjson::SUCCESS;
      EXPECT_EQ(gated, config.gate_dim != 0);
      EXPECT_EQ(work.labels.gate, static_cast<float>(gate));
      k = 0;
      for (const simdjson::dom::element x : sentence["arc_scores"].get_array()) {
        if (!x.is_null()) {
          EXPECT_EQ(work.labels.arc_scores[k], static_cast<float>(x.get_double().value())) << k;
        }
        ++k;
      }
      const auto expect_labels = [&](const char* key, const std::vector<std::string>& list,
                                     const std::uint32_t* found) {
        const auto expected = strings(sentence[key]);
        ASSERT_EQ(expected.size(), words.size());
        for (std::size_t t = 0; t < words.size(); ++t)
          EXPECT_EQ(list[found[t]], expected[t]) << key << ' ' << words[t];
      };
      expect_labels("upos", config.upos, work.labels.upos);
      expect_labels("xpos", config.xpos, work.labels.xpos);
      expect_labels("feats", config.feats, work.labels.feats);
      expect_labels("deprels", config.deprel, work.labels.deprels);
      expect_labels("ner", config.ner, work.labels.names.best);
      if (index == 0) check_lemmas(words, sentence["lemmas"], config, work.labels);
      k = 0;
      for (const simdjson::dom::element head : sentence["heads"].get_array())
        EXPECT_EQ(work.labels.heads[k++], head.get_uint64().value());
    }
  }
}

}  // namespace
}  // namespace dragoman
