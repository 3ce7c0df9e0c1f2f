// For tests: an accurate model of some kilobytes with random weights.
#pragma once

#include <cstdint>
#include <functional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "nn/safetensors_builder.h"

namespace dragoman {

struct TinyAccurate {
  std::uint32_t seed = 1;
  std::uint64_t width = 64, heads = 2, layers = 3, inner = 48, positions = 24;
  std::uint64_t role_labels = 5;
  std::uint64_t letters = 5, arc_dim = 32, label_dim = 32, act_dim = 6;
  // May change a value of the metadata, or return another for it.
  std::function<std::string(std::string_view key, std::string value)> change_metadata;
  std::string without_tensor;

  static constexpr std::string_view kVocabulary =
      "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[unused0]\n[unused1]\n[unused2]\n[unused3]\n"
      "kim\nsent\ndrone\n##s\nto\npark\n.\n";
  static constexpr std::uint64_t kPieces = 15;

  std::string build() const {
    SafetensorsBuilder b;
    const auto meta = [&](std::string_view key, std::string value) {
      if (change_metadata) value = change_metadata(key, std::move(value));
      b.metadata(key, value);
    };
    meta("format", "dragoman-language");
    meta("version", "1");
    meta("encoder", "transformer");
    meta("width", std::to_string(width));
    meta("layers", std::to_string(layers));
    meta("attention_heads", std::to_string(heads));
    meta("inner", std::to_string(inner));
    meta("positions", std::to_string(positions));
    meta("pieces_per_word", "3");
    meta("letters", std::to_string(letters));
    meta("arc_dim", std::to_string(arc_dim));
    meta("label_dim", std::to_string(label_dim));
    meta("relation_dim", "32");
    meta("furthest", "2");
    meta("act_dim", std::to_string(act_dim));
    meta("features",
         R"([{"name":"suffix","kind":"suffix","length":3,"rows":16,"keys":1,"place":4},)"
         R"({"name":"shape","kind":"shape","length":2,"rows":8,"keys":1,"place":6}])");
    meta("activation_levels", "63");
    meta("norm_epsilon", "1e-12");
    meta("vocabulary", std::string(kVocabulary));
    meta("upos", R"(["NOUN","VERB","PROPN","PUNCT","ADP"])");
    meta("xpos", R"(["NN","VBD","NNP"])");
    meta("feats", R"(["_","Number=Sing","Tense=Past"])");
    meta("deprel", R"(["nsubj","root","obj","punct"])");
    meta("ner", R"(["O","B-PER","I-PER","B-LOC","I-LOC"])");
    meta("roles", R"(["O","B-CUE","I-CUE","B-CONTENT","I-CONTENT"])");
    meta("triggers", R"(["O","B-AID","I-AID","B-ASSAULT","I-ASSAULT"])");
    meta("modes", R"(["-","aerial","arrest"])");
    meta("statuses", R"(["actual","negated"])");
    meta("relations", R"(["SOURCE","TARGET","SPEAKER","CONTENT","ADDRESSEE"])");
    meta("acts", R"(["NONE","AID","ASSAULT"])");
    meta("act_modes", "[[],[],[1]]");

    std::mt19937 random(seed);
    const auto real = [&] { return static_cast<float>(random()) / 2147483648.0F - 1.0F; };
    const auto vector = [&](const std::string& name, std::uint64_t size, float middle,
                            float spread) {
      std::vector<float> values(size);
      for (float& v : values) v = middle + spread * real();
      if (name != without_tensor) b.tensor(name, {size}, values);
    };
    const auto table = [&](const std::string& name, std::uint64_t rows, std::uint64_t columns) {
      std::vector<std::int8_t> values(rows * columns);
      for (std::int8_t& v : values)
        v = static_cast<std::int8_t>(static_cast<int>(random() % 255) - 127);
      if (name + ".weight" != without_tensor) b.tensor(name + ".weight", {rows, columns}, values);
      vector(name + ".scale", rows, 0.002F, 0.001F);
    };
    const auto linear = [&](const std::string& name, std::uint64_t in, std::uint64_t out) {
      table(name, out, in);
      vector(name + ".bias", out, 0, 0.3F);
    };
    const auto norm = [&](const std::string& name) {
      vector(name + ".weight", width, 1, 0.2F);
      vector(name + ".bias", width, 0, 0.2F);
    };
    table("pieces", kPieces, width);
    table("cases", 5, width);
    table("positions", positions, width);
    norm("pieces.norm");
    for (std::uint64_t k = 0; k < layers; ++k) {
      const std::string name = "layer." + std::to_string(k) + '.';
      linear(name + "qkv", width, 3 * width);
      linear(name + "out", width, width);
      linear(name + "up", width, inner);
      linear(name + "down", inner, width);
      vector(name + "qkv.input", width, 1, 0.5F);
      vector(name + "up.input", width, 1, 0.5F);
      vector(name + "down.input", inner, 1, 0.5F);
      norm(name + "norm1");
      norm(name + "norm2");
    }
    vector("mix.syntax", 3, 0.3F, 0.1F);
    vector("mix.meaning", 3, 0.3F, 0.1F);
    table("letters.suffix", 16, letters);
    table("letters.shape", 8, letters);
    const std::uint64_t word = width + letters;
    for (const auto& [name, labels] : {std::pair<const char*, std::uint64_t>("upos", 5),
                                       {"xpos", 3},
                                       {"feats", 3},
                                       {"ner", 5},
                                       {"roles", role_labels},
                                       {"triggers", 5},
                                       {"modes", 3},
                                       {"statuses", 2}})
      linear(name, word, labels);
    linear("arc.dep", word, arc_dim);
    linear("arc.head", word, arc_dim);
    linear("arc.bilinear", arc_dim, arc_dim);
    vector("root", word, 0, 1);
    linear("label.dep", word, label_dim);
    linear("label.head", word, label_dim);
    linear("label.bilinear", label_dim, label_dim * 4);
    linear("label.from_dep", label_dim, 4);
    linear("relation.anchor", word, 32);
    linear("relation.word", word, 32);
    linear("relation.bilinear", 32, 32 * 5);
    linear("relation.from_anchor", 32, 5);
    std::vector<float> distance(5 * 5);
    for (float& v : distance) v = real();
    if (without_tensor != "relation.distance") b.tensor("relation.distance", {5, 5}, distance);
    std::vector<float> absent(2 * width);
    for (float& v : absent) v = real();
    if (without_tensor != "act.absent") b.tensor("act.absent", {2, width}, absent);
    linear("act.hidden", 3 * width, act_dim);
    linear("act.types", act_dim, 3);
    linear("act.modes", act_dim, 3);
    linear("act.statuses", act_dim, 2);
    return b.build();
  }
};

}  // namespace dragoman
