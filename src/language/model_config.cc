// Reading a model file: its metadata and its tensors.
#include <algorithm>
#include <limits>
#include <optional>

#include "language/model.h"
#include "nn/metadata.h"

namespace dragoman {
namespace {

// Far above what a model for one core can use; they bound what a hostile file can ask for.
constexpr std::int64_t kMostDim = 1024;
constexpr std::size_t kMostLayers = 32, kMostDistances = 64;
constexpr std::size_t kMostUpos = 64, kMostXpos = 256, kMostLabels = 4096;

}  // namespace

Result<ModelConfig> ModelConfig::read(const Safetensors& file) {
  Metadata meta(file);
  if (meta.text("format") != "dragoman-language") meta.wrong("format", "is not dragoman-language");
  if (meta.text("version") != "1") meta.wrong("version", "is one that this program does not read");
  if (meta.text("encoder") != "conv") meta.wrong("encoder", "is not conv");
  ModelConfig c;
  const auto size = [&meta](std::string_view key, std::int64_t least, std::int64_t most) {
    return static_cast<std::size_t>(meta.integer(key, least, most));
  };
  c.dim = size("dim", 16, kMostDim);
  if (c.dim % 16 != 0) meta.wrong("dim", "is no multiple of 16");
  c.pieces = size("conv_pieces", 1, 2);
  c.arc_dim = size("arc_dim", 1, kMostDim);
  c.label_dim = size("label_dim", 1, kMostDim);
  c.ner_dim = size("ner_dim", 1, kMostDim);
  if (file.metadata("gate_dim") != nullptr) {
    c.gate_dim = size("gate_dim", 1, kMostDim);
    c.gate_threshold = meta.number("gate_threshold");
  }
  // Seven bits with their sign: kernels may add pairs of products in sixteen bits.
  c.levels = static_cast<std::int32_t>(meta.integer("activation_levels", 1, 63));
  c.epsilon = meta.number("norm_epsilon");
  if (!(c.epsilon > 0)) meta.wrong("norm_epsilon", "is not above 0");
  for (const std::int64_t d : meta.integers("conv_dilations", 1, 1 << 20, kMostLayers))
    c.dilations.push_back(static_cast<std::size_t>(d));
  c.distance_limits =
      meta.integers("distance_limits", 1, std::numeric_limits<std::int64_t>::max(), kMostDistances);
  if (std::adjacent_find(c.distance_limits.begin(), c.distance_limits.end(),
                         std::greater_equal<>()) != c.distance_limits.end())
    meta.wrong("distance_limits", "does not grow");
  c.features = read_features(meta);
  c.upos = meta.strings("upos", kMostUpos);
  c.xpos = meta.strings("xpos", kMostXpos);
  c.feats = meta.strings("feats", kMostLabels);
  c.deprel = meta.strings("deprel", kMostLabels);
  if (std::find(c.deprel.begin(), c.deprel.end(), "root") == c.deprel.end() || c.deprel.size() < 2)
    meta.wrong("deprel", "lacks root or others");
  c.ner = meta.strings("ner", kMostLabels);
  if (meta.error()) return tl::unexpected(*meta.error());
  return c;
}

Result<LanguageModel> LanguageModel::load(std::string_view bytes, const std::string& input,
                                          const Kernels& kernels) {
  const auto file = Safetensors::parse(bytes, input);
  if (!file) return tl::unexpected(file.error());
  auto config = ModelConfig::read(*file);
  if (!config) return tl::unexpected(config.error());
  auto bio = BioLabels::from(config->ner);
  if (!bio) return fail(ErrorCode::kModel, bio.error(), input, "metadata ner");

  LanguageModel m;
  m.kernels_ = &kernels;
  m.config_ = std::move(*config);
  m.bio_ = std::move(*bio);
  const ModelConfig& c = m.config_;
  m.root_deprel_ = static_cast<std::uint32_t>(std::find(c.deprel.begin(), c.deprel.end(), "root") -
                                              c.deprel.begin());
  m.read_distances();

  // The first tensor that is wrong; what follows is then skipped.
  std::optional<Error> error;
  const auto keep = [&error](auto result, auto& place) {
    if (!result)
      error = result.error();
    else
      place = std::move(*result);
  };
  for (const Feature& feature : c.features) {
    Table table;
    if (!error)
      keep(file->int8("embed." + feature.name + ".weight", {feature.rows, c.dim}), table.weight);
    if (!error) keep(file->f32("embed." + feature.name + ".scale", {feature.rows}), table.scale);
    m.tables_.push_back(std::move(table));
  }
  const auto linear = [&](std::string_view name, std::size_t in, std::size_t out, Linear& place) {
    if (!error) keep(Linear::load(*file, name, in, out, kernels), place);
  };
  const auto norm = [&](std::string_view name, Norm& place) {
    if (!error) keep(Norm::load(*file, name, c.dim, c.epsilon, kernels), place);
  };
  norm("embed.norm", m.embed_norm_);
  for (std::size_t k = 0; k < c.dilations.size(); ++k) {
    Layer layer{c.dilations[k], {}, {}};
    const std::string name = "conv." + std::to_string(k);
    linear(name, 3 * c.dim, c.pieces * c.dim, layer.linear);
    norm(name + ".norm", layer.norm);
    m.layers_.push_back(std::move(layer));
  }
  if (c.gate_dim != 0) {
    linear("gate.hidden", c.dim, c.gate_dim, m.gate_hidden_);
    linear("gate.output", c.gate_dim, 1, m.gate_output_);
  }
  const std::size_t classes = 2 * c.distance_limits.size(), deprels = c.deprel.size();
  linear("upos", c.dim, c.upos.size(), m.upos_);
  linear("xpos", c.dim, c.xpos.size(), m.xpos_);
  linear("feats", c.dim, c.feats.size(), m.feats_);
  linear("ner.hidden", c.dim, c.ner_dim, m.ner_hidden_);
  linear("ner.output", c.ner_dim, c.ner.size(), m.ner_output_);
  linear("arc.dep", c.dim, c.arc_dim, m.arc_dep_);
  linear("arc.head", c.dim, c.arc_dim, m.arc_head_);
  linear("arc.bilinear", c.arc_dim, c.arc_dim, m.arc_bilinear_);
  linear("arc.dep_distance", c.dim, classes, m.arc_dep_distance_);
  linear("arc.head_distance", c.dim, classes, m.arc_head_distance_);
  linear("label.dep", c.dim, c.label_dim, m.label_dep_);
  linear("label.head", c.dim, c.label_dim, m.label_head_);
  linear("label.from_dep", c.label_dim, deprels, m.label_from_dep_);
  linear("label.from_head", c.label_dim, deprels, m.label_from_head_);
  linear("label.from_product", c.label_dim, deprels, m.label_from_product_);
  if (!error) keep(file->f32("arc.root", {c.arc_dim}), m.arc_root_);
  if (!error) keep(file->f32("label.root", {c.label_dim}), m.label_root_);
  if (!error) keep(file->f32("label.distance", {classes + 1, deprels}), m.label_distance_);
  if (error) return tl::unexpected(*error);
  return m;
}

void LanguageModel::read_distances() {
  const std::vector<std::int64_t>& limits = config_.distance_limits;
  distance_classes_.resize(kMostWords + 1);
  for (std::size_t d = 0; d <= kMostWords; ++d) {
    std::uint32_t k = 0;
    while (k + 1 < limits.size() && static_cast<std::int64_t>(d) > limits[k]) ++k;
    distance_classes_[d] = k;
  }
}

}  // namespace dragoman
