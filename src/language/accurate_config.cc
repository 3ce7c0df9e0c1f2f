// Reading the file of the accurate model: its metadata and its tensors.
#include <simdjson.h>

#include <algorithm>
#include <optional>

#include "language/accurate_model.h"
#include "nn/metadata.h"

namespace dragoman {
namespace {

// Far above what a model for one core can use; they bound what a hostile file can ask for.
constexpr std::int64_t kMostWidth = 2048, kMostInner = 8192, kMostLayers = 48;
constexpr std::int64_t kMostPositions = 8192, kMostHeadWidth = 128;
// Sums of so many products of 2047 levels stay within 32 bits.
constexpr std::int64_t kMostDim = 512;
constexpr std::size_t kMostLabels = 1024;

std::vector<std::vector<std::uint32_t>> read_lists(Metadata& meta, std::string_view key,
                                                   std::size_t size, std::size_t below) {
  namespace dom = simdjson::dom;
  dom::parser parser;
  dom::array lists, items;
  std::vector<std::vector<std::uint32_t>> out;
  bool good = parser.parse(meta.text(key)).get_array().get(lists) == simdjson::SUCCESS;
  if (good)
    for (const dom::element list : lists) {
      good = out.size() < size && list.get_array().get(items) == simdjson::SUCCESS;
      if (!good) break;
      out.emplace_back();
      for (const dom::element item : items) {
        std::uint64_t value;
        good = item.get_uint64().get(value) == simdjson::SUCCESS && value < below &&
               out.back().size() < below;
        if (!good) break;
        out.back().push_back(static_cast<std::uint32_t>(value));
      }
      if (!good) break;
    }
  if (!good || out.size() != size) meta.wrong(key, "is no list of lists of places of modes");
  return out;
}

// The line of a piece in the vocabulary; -1 where it is missing.
std::int32_t line_of(std::string_view vocabulary, std::string_view piece) {
  std::int32_t line = 0;
  for (std::size_t at = 0; at < vocabulary.size(); ++line) {
    const std::size_t end = std::min(vocabulary.find('\n', at), vocabulary.size());
    if (vocabulary.substr(at, end - at) == piece) return line;
    at = end + 1;
  }
  return -1;
}

}  // namespace

Result<AccurateConfig> AccurateConfig::read(const Safetensors& file) {
  Metadata meta(file);
  if (meta.text("format") != "dragoman-language") meta.wrong("format", "is not dragoman-language");
  if (meta.text("version") != "1") meta.wrong("version", "is one that this program does not read");
  if (meta.text("encoder") != "transformer") meta.wrong("encoder", "is not transformer");
  AccurateConfig c;
  const auto size = [&meta](std::string_view key, std::int64_t least, std::int64_t most) {
    return static_cast<std::size_t>(meta.integer(key, least, most));
  };
  Transformer::Shape& e = c.encoder;
  e.width = size("width", 32, kMostWidth);
  e.heads = size("attention_heads", 1, kMostWidth / 32);
  if (e.width % (32 * e.heads) != 0 || e.width / e.heads > kMostHeadWidth)
    meta.wrong("width", "is no multiple of 32 for each head, or more than 128 for one");
  e.layers = size("layers", Transformer::kKept, kMostLayers);
  e.inner = size("inner", 1, kMostInner);
  e.positions = size("positions", 3, kMostPositions);
  // Seven bits with their sign: kernels may add pairs of products in sixteen bits.
  e.levels = static_cast<std::int32_t>(meta.integer("activation_levels", 1, 63));
  e.epsilon = meta.number("norm_epsilon");
  if (!(e.epsilon > 0)) meta.wrong("norm_epsilon", "is not above 0");
  c.pieces_per_word = size("pieces_per_word", 1, 64);
  c.letters = size("letters", 1, kMostDim);
  c.arc_dim = size("arc_dim", 32, kMostDim);
  c.label_dim = size("label_dim", 32, kMostDim);
  if (c.arc_dim % 32 != 0) meta.wrong("arc_dim", "is no multiple of 32");
  if (c.label_dim % 32 != 0) meta.wrong("label_dim", "is no multiple of 32");
  c.relation_dim = size("relation_dim", 32, kMostDim);
  if (c.relation_dim % 32 != 0) meta.wrong("relation_dim", "is no multiple of 32");
  c.furthest = size("furthest", 1, 1024);
  c.act_dim = size("act_dim", 1, kMostDim);
  c.features = read_features(meta);
  for (const auto& [key, list] :
       {std::pair("upos", &c.upos), std::pair("xpos", &c.xpos), std::pair("feats", &c.feats),
        std::pair("deprel", &c.deprel), std::pair("ner", &c.ner), std::pair("roles", &c.roles),
        std::pair("triggers", &c.triggers), std::pair("modes", &c.modes),
        std::pair("statuses", &c.statuses), std::pair("acts", &c.acts),
        std::pair("relations", &c.relations)})
    *list = meta.strings(key, kMostLabels);
  if (std::find(c.deprel.begin(), c.deprel.end(), "root") == c.deprel.end() || c.deprel.size() < 2)
    meta.wrong("deprel", "lacks root or others");
  c.act_modes = read_lists(meta, "act_modes", c.acts.size(), c.modes.size());
  if (meta.error()) return tl::unexpected(*meta.error());
  return c;
}

Result<AccurateModel> AccurateModel::load(std::string_view bytes, const std::string& input,
                                          const Kernels& kernels) {
  const auto file = Safetensors::parse(bytes, input);
  if (!file) return tl::unexpected(file.error());
  auto config = AccurateConfig::read(*file);
  if (!config) return tl::unexpected(config.error());
  AccurateModel m;
  m.kernels_ = &kernels;
  m.config_ = std::move(*config);
  const AccurateConfig& c = m.config_;
  // The first thing that is wrong; what follows is then skipped.
  std::optional<Error> error;
  const auto keep = [&error](auto result, auto& place) {
    if (!result)
      error = result.error();
    else
      place = std::move(*result);
  };
  const auto bio = [&](const std::vector<std::string>& labels, const char* key, BioLabels& place) {
    auto found = BioLabels::from(labels);
    if (found)
      place = std::move(*found);
    else if (!error)
      error = Error{ErrorCode::kModel, found.error(), input, std::string("metadata ") + key};
  };
  bio(c.ner, "ner", m.names_);
  bio(c.roles, "roles", m.roles_);
  bio(c.triggers, "triggers", m.triggers_);
  m.root_deprel_ = static_cast<std::uint32_t>(std::find(c.deprel.begin(), c.deprel.end(), "root") -
                                              c.deprel.begin());
  Metadata meta(*file);
  const std::string vocabulary = meta.text("vocabulary");
  if (meta.error()) return tl::unexpected(*meta.error());
  if (!error) keep(WordPiece::parse(vocabulary, input), m.tokenizer_);
  for (std::size_t k = 0; k < 4 && !error; ++k) {
    m.marks_[k] = line_of(vocabulary, "[unused" + std::to_string(k) + ']');
    if (m.marks_[k] < 0)
      error = Error{ErrorCode::kModel, "lacks [unused" + std::to_string(k) + ']', input,
                    "metadata vocabulary"};
  }
  if (!error) keep(Transformer::load(*file, c.encoder, m.tokenizer_.size(), kernels), m.encoder_);
  for (const Feature& feature : c.features) {
    Table& table = m.letters_.emplace_back();
    if (!error) keep(Table::load(*file, "letters." + feature.name, feature.rows, c.letters), table);
  }
  const auto linear = [&](std::string_view name, std::size_t in, std::size_t out, Linear& place) {
    if (!error) keep(Linear::load(*file, name, in, out, kernels), place);
  };
  const auto vector = [&](std::string_view name, std::initializer_list<std::uint64_t> shape,
                          std::vector<float>& place) {
    if (!error) keep(file->f32(name, shape), place);
  };
  const std::size_t width = c.encoder.width, word = width + c.letters, deprels = c.deprel.size();
  vector("mix.syntax", {Transformer::kKept}, m.mix_syntax_);
  vector("mix.meaning", {Transformer::kKept}, m.mix_meaning_);
  vector("root", {word}, m.root_);
  vector("act.absent", {2, width}, m.absent_);
  linear("upos", word, c.upos.size(), m.upos_);
  linear("xpos", word, c.xpos.size(), m.xpos_);
  linear("feats", word, c.feats.size(), m.feats_);
  linear("ner", word, c.ner.size(), m.ner_);
  linear("roles", word, c.roles.size(), m.roles_scores_);
  linear("triggers", word, c.triggers.size(), m.triggers_scores_);
  linear("modes", word, c.modes.size(), m.modes_);
  linear("statuses", word, c.statuses.size(), m.statuses_);
  linear("arc.dep", word, c.arc_dim, m.arc_dep_);
  linear("arc.head", word, c.arc_dim, m.arc_head_);
  linear("arc.bilinear", c.arc_dim, c.arc_dim, m.arc_bilinear_);
  linear("label.dep", word, c.label_dim, m.label_dep_);
  linear("label.head", word, c.label_dim, m.label_head_);
  linear("label.bilinear", c.label_dim, c.label_dim * deprels, m.label_bilinear_);
  linear("label.from_dep", c.label_dim, deprels, m.label_from_dep_);
  linear("relation.anchor", word, c.relation_dim, m.relation_anchor_);
  linear("relation.word", word, c.relation_dim, m.relation_word_);
  linear("relation.bilinear", c.relation_dim, c.relation_dim * c.relations.size(),
         m.relation_bilinear_);
  linear("relation.from_anchor", c.relation_dim, c.relations.size(), m.relation_from_anchor_);
  vector("relation.distance", {2 * c.furthest + 1, c.relations.size()}, m.distance_);
  linear("act.hidden", 3 * width, c.act_dim, m.act_hidden_);
  linear("act.types", c.act_dim, c.acts.size(), m.act_types_);
  linear("act.modes", c.act_dim, c.modes.size(), m.act_modes_);
  linear("act.statuses", c.act_dim, c.statuses.size(), m.act_statuses_);
  if (error) return tl::unexpected(*error);
  return m;
}

}  // namespace dragoman
