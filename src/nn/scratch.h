// Memory for the numbers of one sentence: taken in order, given back all at once, and used again
// for the next sentence, so that the hot path allocates nothing once it is warm.
//
//   Scratch scratch;                           // one for each call of a stage, never shared
//   for (const Sentence& s : sentences) {
//     const Scratch::Frame frame(scratch);     // gives back what is taken below
//     float* x = scratch.take<float>(n * 160); // 64-byte aligned, not cleared
//   }
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <new>
#include <type_traits>
#include <vector>

namespace dragoman {

class Scratch {
 public:
  class Frame {
   public:
    explicit Frame(Scratch& scratch)
        : scratch_(scratch), block_(scratch.block_), used_(scratch.used_) {}
    ~Frame() {
      scratch_.block_ = block_;
      scratch_.used_ = used_;
    }
    Frame(const Frame&) = delete;
    Frame& operator=(const Frame&) = delete;

   private:
    Scratch& scratch_;
    std::size_t block_, used_;
  };

  // Gives everything back.
  void clear() { block_ = used_ = 0; }

  template <typename T>
  T* take(std::size_t count) {
    static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);
    const std::size_t bytes = (count * sizeof(T) + kAlignment - 1) / kAlignment * kAlignment;
    while (block_ < blocks_.size() && used_ + bytes > blocks_[block_].size) {
      ++block_;
      used_ = 0;
    }
    if (block_ == blocks_.size()) {
      const std::size_t size = std::max(bytes, kBlockBytes);
      blocks_.push_back(
          {Bytes(static_cast<std::byte*>(::operator new(size, std::align_val_t{kAlignment}))),
           size});
      used_ = 0;
    }
    std::byte* start = blocks_[block_].bytes.get() + used_;
    used_ += bytes;
    return reinterpret_cast<T*>(start);
  }

 private:
  static constexpr std::size_t kAlignment = 64;
  static constexpr std::size_t kBlockBytes = 256U << 10;
  struct Free {
    void operator()(std::byte* bytes) const {
      ::operator delete(bytes, std::align_val_t{kAlignment});
    }
  };
  using Bytes = std::unique_ptr<std::byte[], Free>;
  struct Block {
    Bytes bytes;
    std::size_t size;
  };
  std::vector<Block> blocks_;
  std::size_t block_ = 0, used_ = 0;
};

}  // namespace dragoman
