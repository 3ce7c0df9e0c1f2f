// The accurate model of docs/formats/language-model.md, section 10: from words to tags, tree,
// names, the roles of statements and the triggers of events; and from two spans of a text to what
// the one does to the other.
//
//   auto model = AccurateModel::load(file->bytes(), "models/accurate.safetensors");
//   AccurateModel::Workspace work(*model);         // one for each thread, used again and again
//   model->run(words, work);                       // results in work.labels
//   auto act = model->act(text, {}, span_of_seoul, work);   // by someone unnamed, to Seoul
//
// Numbers in the results are places in the model's lists. Spans are UTF-8 bytes of the text.
// Errors: kModel. Thread-safety: a model is immutable; a workspace belongs to one call at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dragoman/error.h"
#include "dragoman/record.h"
#include "language/bio.h"
#include "language/features.h"
#include "language/word_labels.h"
#include "nn/linear.h"
#include "nn/scratch.h"
#include "nn/transformer.h"
#include "nn/wordpiece.h"

namespace dragoman {

// What the file's metadata says.
struct AccurateConfig {
  Transformer::Shape encoder;
  std::size_t pieces_per_word = 0, letters = 0, arc_dim = 0, label_dim = 0;
  std::size_t relation_dim = 0, furthest = 0, act_dim = 0;
  std::vector<Feature> features;
  std::vector<std::string> upos, xpos, feats, deprel, ner, roles, triggers, modes, statuses, acts;
  std::vector<std::string> relations;
  std::vector<std::vector<std::uint32_t>> act_modes;  // by act, the modes that it may have

  static Result<AccurateConfig> read(const Safetensors& file);
};

class AccurateModel {
 public:
  // Keeps views into `bytes`, which must outlive the model.
  static Result<AccurateModel> load(std::string_view bytes, const std::string& input,
                                    const Kernels& kernels = best_kernels());

  // Time and memory grow with the square of a sentence's words; the caller cuts longer ones.
  static constexpr std::size_t kMostWords = 400;
  static constexpr std::size_t kMostActPieces = 160;  // of a text with its marks

  // Holds the results of the last run until the next.
  class Workspace {
   public:
    explicit Workspace(const AccurateModel& model) : reader_(model.config_.features) {}
    WordLabels labels;
    Scratch scratch;
    // Word pieces that the last run or act read, the two marks of the ends among them.
    std::size_t pieces() const { return tokens_.size(); }

   private:
    friend class AccurateModel;
    FeatureReader reader_;
    std::vector<WordPiece::Piece> pieces_;
    std::vector<std::uint32_t> starts_;  // in pieces_, of each word, and the end
    std::vector<Transformer::Token> tokens_;
    std::vector<std::uint32_t> firsts_;  // in tokens_, of each word
    std::size_t words_ = 0;              // of the last run
    const float* meaning_ = nullptr;     // their vectors
    QuantisedRows quantised_, related_;  // the vectors; what relations read of them, once asked for
  };

  // 1 to kMostWords words.
  void run(std::span<const std::string_view> words, Workspace& work) const;

  // How well each word of the last run stands in each relation to the words [begin, end) of it: a
  // row of scores for each word, above 0 = it does.
  const float* relate(std::size_t begin, std::size_t end, Workspace& work) const;

  // Scores (logits) in the order of the labels.
  struct Act {
    std::span<const float> types, modes, statuses;
  };
  // What the source does to the target; an absent span is an actor that the text does not name.
  // The result is of the workspace.
  Act act(std::string_view text, std::optional<Span> source, std::optional<Span> target,
          Workspace& work) const;

  const AccurateConfig& config() const { return config_; }
  const BioLabels& names() const { return names_; }
  const BioLabels& roles() const { return roles_; }
  const BioLabels& triggers() const { return triggers_; }

 private:
  void read_pieces(std::span<const std::string_view> words, Workspace& work) const;
  // Vectors of the words, and of the root before them if one is given.
  const float* word_vectors(const Transformer::States& states, const std::vector<float>& mix,
                            const float* letters, std::span<const std::uint32_t> firsts,
                            const std::vector<float>* root, Scratch& scratch) const;
  const float* score_arcs(const QuantisedRows& nodes, Scratch& scratch) const;
  void label_arcs(const QuantisedRows& nodes, const std::uint32_t* heads, std::uint32_t* deprels,
                  Scratch& scratch) const;
  void decode(const BioLabels& labels, const Linear& layer, const QuantisedRows& words,
              WordLabels::Spans& out, Scratch& scratch) const;

  const Kernels* kernels_ = nullptr;
  AccurateConfig config_;
  WordPiece tokenizer_;
  std::int32_t marks_[4] = {};  // source opens, closes; target opens, closes
  BioLabels names_, roles_, triggers_;
  std::uint32_t root_deprel_ = 0;

  Transformer encoder_;
  std::vector<Table> letters_;
  std::vector<float> mix_syntax_, mix_meaning_, root_, distance_, absent_;
  Linear upos_, xpos_, feats_, ner_, roles_scores_, triggers_scores_, modes_, statuses_;
  Linear arc_dep_, arc_head_, arc_bilinear_;
  Linear label_dep_, label_head_, label_bilinear_, label_from_dep_;
  Linear relation_anchor_, relation_word_, relation_bilinear_, relation_from_anchor_;
  Linear act_hidden_, act_types_, act_modes_, act_statuses_;
};

}  // namespace dragoman
