// The language model of docs/formats/language-model.md: from words to tags, tree and names.
//
//   auto model = LanguageModel::load(file->bytes(), "models/fast.safetensors");
//   LanguageModel::Workspace work(*model);                 // one for each thread, used again and
//   again model->run(words, work);                               // results in work.labels
//
// A model may have a gate, which says whether a sentence is worth reading by the accurate model.
//
// Numbers in the results are places in the model's lists. Errors: kModel. Thread-safety: a model is
// immutable; a workspace belongs to one call at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dragoman/error.h"
#include "language/bio.h"
#include "language/features.h"
#include "language/word_labels.h"
#include "nn/linear.h"
#include "nn/scratch.h"

namespace dragoman {

// What the file's metadata says.
struct ModelConfig {
  std::size_t dim = 0, pieces = 1, arc_dim = 0, label_dim = 0, ner_dim = 0;
  std::size_t gate_dim = 0;  // 0 = no gate
  float gate_threshold = 0;
  std::int32_t levels = 0;
  float epsilon = 0;
  std::vector<std::size_t> dilations;
  std::vector<std::int64_t> distance_limits;
  std::vector<Feature> features;
  std::vector<std::string> upos, xpos, feats, deprel, ner;

  static Result<ModelConfig> read(const Safetensors& file);
};

class LanguageModel {
 public:
  // Keeps views into `bytes`, which must outlive the model.
  static Result<LanguageModel> load(std::string_view bytes, const std::string& input,
                                    const Kernels& kernels = best_kernels());

  // Time and memory grow with the square of a sentence's words; the caller cuts longer ones.
  static constexpr std::size_t kMostWords = 400;

  // Holds the results of the last run until the next.
  class Workspace {
   public:
    explicit Workspace(const LanguageModel& model) : reader_(model.config_.features) {}
    WordLabels labels;
    Scratch scratch;

   private:
    friend class LanguageModel;
    FeatureReader reader_;
    QuantisedRows encoded_;
  };

  // 1 to kMostWords words.
  void run(std::span<const std::string_view> words, Workspace& work) const;
  // The two steps of run(), of which the second may be left out. The first encodes the words; true
  // if the gate lets them through. Where there is no gate, it is open.
  bool gate(std::span<const std::string_view> words, Workspace& work) const;
  void label(Workspace& work) const;
  // The first step of run() alone: dim numbers a word.
  void embed(std::span<const std::string_view> words, Workspace& work, float* x) const;

  const ModelConfig& config() const { return config_; }
  const BioLabels& bio() const { return bio_; }

 private:
  struct Table {
    std::span<const std::int8_t> weight;
    std::vector<float> scale;
  };
  struct Layer {
    std::size_t dilation;
    Linear linear;
    Norm norm;
  };

  const float* encode(std::span<const std::string_view> words, Workspace& work) const;
  void convolve(const Layer& layer, const float* x, std::size_t n, float* out,
                Scratch& scratch) const;
  float score_gate(const QuantisedRows& q, Scratch& scratch) const;
  const float* score_arcs(const QuantisedRows& q, Scratch& scratch) const;
  void label_arcs(const QuantisedRows& q, const std::uint32_t* heads, std::uint32_t* deprels,
                  Scratch& scratch) const;
  std::size_t class_of(std::ptrdiff_t offset) const;
  void read_distances();

  const Kernels* kernels_ = nullptr;
  ModelConfig config_;
  BioLabels bio_;
  std::uint32_t root_deprel_ = 0;
  std::vector<std::uint32_t> distance_classes_;  // by distance, up to kMostWords

  std::vector<Table> tables_;
  Norm embed_norm_;
  std::vector<Layer> layers_;
  Linear upos_, xpos_, feats_, ner_hidden_, ner_output_, gate_hidden_, gate_output_;
  Linear arc_dep_, arc_head_, arc_bilinear_, arc_dep_distance_, arc_head_distance_;
  Linear label_dep_, label_head_, label_from_dep_, label_from_head_, label_from_product_;
  std::vector<float> arc_root_, label_root_, label_distance_;
};

}  // namespace dragoman
