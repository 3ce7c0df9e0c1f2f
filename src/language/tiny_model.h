// For tests: a language model of a few kilobytes with random weights, and its lemma lexicon.
#pragma once

#include <cstdint>
#include <functional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "nn/safetensors_builder.h"

namespace dragoman {

struct TinyModel {
  std::uint32_t seed = 1;
  std::uint64_t dim = 16, pieces = 2, arc_dim = 12, label_dim = 7, ner_dim = 5;
  std::uint64_t gate_dim = 0;  // 0 = no gate
  std::string gate_threshold = "0";
  // May change a value of the metadata, or return another for it.
  std::function<std::string(std::string_view key, std::string value)> change_metadata;
  std::string without_tensor;

  std::string build() const {
    SafetensorsBuilder b;
    const auto meta = [&](std::string_view key, std::string value) {
      if (change_metadata) value = change_metadata(key, std::move(value));
      b.metadata(key, value);
    };
    meta("format", "dragoman-language");
    meta("version", "1");
    meta("encoder", "conv");
    meta("dim", std::to_string(dim));
    meta("features", R"([{"name":"word","kind":"word","length":0,"rows":64,"keys":2},)"
                     R"({"name":"prefix","kind":"prefix","length":2,"rows":8,"keys":1},)"
                     R"({"name":"suffix","kind":"suffix","length":3,"rows":16,"keys":1},)"
                     R"({"name":"shape","kind":"shape","length":2,"rows":8,"keys":1}])");
    meta("activation_levels", "63");
    meta("norm_epsilon", "1e-05");
    meta("conv_dilations", "[1,3]");
    meta("conv_pieces", std::to_string(pieces));
    meta("arc_dim", std::to_string(arc_dim));
    meta("label_dim", std::to_string(label_dim));
    meta("ner_dim", std::to_string(ner_dim));
    if (gate_dim != 0) {
      meta("gate_dim", std::to_string(gate_dim));
      meta("gate_threshold", gate_threshold);
    }
    meta("distance_limits", "[1,2,5,1073741824]");
    meta("upos", R"(["NOUN","VERB","PROPN","PUNCT","DET"])");
    meta("xpos", R"(["NN","VBD","NNP"])");
    meta("feats", R"(["_","Number=Sing","Tense=Past"])");
    meta("deprel", R"(["nsubj","root","obj","punct"])");
    meta("ner", R"(["O","B-PER","I-PER","B-LOC","I-LOC"])");

    std::mt19937 random(seed);
    const auto weight = [&](const std::string& name, std::uint64_t rows, std::uint64_t columns) {
      std::vector<std::int8_t> values(rows * columns);
      for (std::int8_t& v : values)
        v = static_cast<std::int8_t>(static_cast<int>(random() % 255) - 127);
      if (name != without_tensor) b.tensor(name, {rows, columns}, values);
    };
    const auto real = [&] { return static_cast<float>(random()) / 2147483648.0F - 1.0F; };
    const auto vector = [&](const std::string& name, std::uint64_t size, float middle,
                            float spread) {
      std::vector<float> values(size);
      for (float& v : values) v = middle + spread * real();
      if (name != without_tensor) b.tensor(name, {size}, values);
    };
    const auto linear = [&](const std::string& name, std::uint64_t in, std::uint64_t out) {
      weight(name + ".weight", out, in);
      vector(name + ".scale", out, 0.01F, 0.005F);
      vector(name + ".bias", out, 0, 0.3F);
    };
    const auto norm = [&](const std::string& name) {
      vector(name + ".weight", dim, 1, 0.2F);
      vector(name + ".bias", dim, 0, 0.2F);
    };
    const auto table = [&](const std::string& name, std::uint64_t rows) {
      weight("embed." + name + ".weight", rows, dim);
      vector("embed." + name + ".scale", rows, 0.01F, 0.005F);
    };
    table("word", 64);
    table("prefix", 8);
    table("suffix", 16);
    table("shape", 8);
    norm("embed.norm");
    for (const char* name : {"conv.0", "conv.1"}) {
      linear(name, 3 * dim, pieces * dim);
      norm(std::string(name) + ".norm");
    }
    linear("upos", dim, 5);
    linear("xpos", dim, 3);
    linear("feats", dim, 3);
    linear("ner.hidden", dim, ner_dim);
    linear("ner.output", ner_dim, 5);
    linear("arc.dep", dim, arc_dim);
    linear("arc.head", dim, arc_dim);
    linear("arc.bilinear", arc_dim, arc_dim);
    vector("arc.root", arc_dim, 0, 1);
    linear("arc.dep_distance", dim, 8);
    linear("arc.head_distance", dim, 8);
    linear("label.dep", dim, label_dim);
    linear("label.head", dim, label_dim);
    vector("label.root", label_dim, 0, 1);
    linear("label.from_dep", label_dim, 4);
    linear("label.from_head", label_dim, 4);
    linear("label.from_product", label_dim, 4);
    std::vector<float> distance(9 * 4);
    for (float& v : distance) v = real();
    if (without_tensor != "label.distance") b.tensor("label.distance", {9, 4}, distance);
    if (gate_dim != 0) {
      linear("gate.hidden", dim, gate_dim);
      linear("gate.output", gate_dim, 1);
    }
    return b.build();
  }

  static constexpr std::string_view kLemmas =
      "# a lexicon for tests\n"
      "W\tmice\tNOUN/NNS\tmouse\n"
      "W\tsaw\tVERB\tsee\n"
      "S\t\tVERB\t0\t\tl\n"
      "S\ted\tVERB\t2\t\tl\n"
      "S\ties\tNOUN\t3\ty\tl\n"
      "S\ts\tNOUN\t1\t\tl\n"
      "S\ts\tPROPN\t1\t\tk\n";
};

}  // namespace dragoman
