// How does a weight file become tensors?
//
// Reads the safetensors container: eight bytes of length, a JSON header that names each tensor's
// type, shape and place, then the data. Everything is checked before anything is used, so that a
// damaged or hostile file is an error and never a crash: the size of the header and the number of
// tensors have a budget, shapes must not overflow, and the tensors must cover the data exactly,
// without overlap or hole (as the format demands).
//
//   auto file = resources.map("models/fast.safetensors");
//   auto tensors = Safetensors::parse((*file)->bytes(), "models/fast.safetensors");
//   auto weight = tensors->int8("upos.weight", {17, 160});   // a view into the file
//   auto bias = tensors->f32("upos.bias", {17});             // a copy: files promise no alignment
//
// Errors: kModel, naming the file, the tensor and the reason. Thread-safety: immutable.
// Source: https://github.com/huggingface/safetensors (format description in its README).
#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dragoman/error.h"

namespace dragoman {

class Safetensors {
 public:
  static constexpr std::uint64_t kMostHeaderBytes = 16U << 20;
  static constexpr std::size_t kMostTensors = 4096;
  static constexpr std::size_t kMostDimensions = 8;

  struct Tensor {
    std::string dtype;                 // "I8", "F32", …
    std::vector<std::uint64_t> shape;  // row-major
    std::string_view bytes;
  };

  // Keeps views into `bytes`, which must outlive the result. `input` names the file in errors.
  static Result<Safetensors> parse(std::string_view bytes, std::string input);

  const Tensor* find(std::string_view name) const;
  // Values of "__metadata__", which are strings; nullptr where there is none.
  const std::string* metadata(std::string_view key) const;

  // A tensor of the given type and shape; fails when it is missing or another.
  Result<std::span<const std::int8_t>> int8(std::string_view name,
                                            std::initializer_list<std::uint64_t> shape) const;
  // Likewise; numbers that are infinite or no numbers are an error too.
  Result<std::vector<float>> f32(std::string_view name,
                                 std::initializer_list<std::uint64_t> shape) const;

  const std::string& input() const { return input_; }
  std::size_t tensor_count() const { return tensors_.size(); }

 private:
  Result<const Tensor*> checked(std::string_view name, std::string_view dtype,
                                std::initializer_list<std::uint64_t> shape) const;

  std::string input_;
  std::map<std::string, Tensor, std::less<>> tensors_;
  std::map<std::string, std::string, std::less<>> metadata_;
};

}  // namespace dragoman
