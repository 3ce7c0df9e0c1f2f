#include "article/block_features.h"

#include <algorithm>
#include <array>

#include "article/block_stats.h"

namespace dragoman {
namespace {

constexpr std::size_t kMaxUpWords = 48;

int step(float value, std::initializer_list<float> limits) {
  int bucket = 0;
  for (const float limit : limits) {
    if (value < limit) return bucket;
    ++bucket;
  }
  return bucket;
}

int length_bucket(float words) {
  return step(words, {0.6F, 1.6F, 2.6F, 4.6F, 6.6F, 9.6F, 13.6F, 18.6F, 25.6F, 35.6F, 55.6F, 90.6F,
                      150.6F});
}

// Signed distances to 22 buckets: 0 far before … 10 here … 21 far behind.
int distance_bucket(std::int64_t d) {
  if (d == 0) return 10;
  const bool behind = d > 0;
  const std::int64_t size = behind ? d : -d;
  int k = 0;
  for (const std::int64_t limit : {1, 2, 3, 4, 6, 9, 14, 25, 60}) {
    if (size <= limit) break;
    ++k;
  }
  return behind ? 11 + std::min(k, 9) : 9 - std::min(k, 9);
}

int gap_bucket(std::size_t d) {
  return d == 0       ? 0
         : d == 1     ? 1
         : d == 2     ? 2
         : d <= 4     ? 3
         : d <= 8     ? 4
         : d <= 20    ? 5
         : d < 100000 ? 6
                      : 7;
}

int mass_bucket(float share) { return step(share, {0.0001F, 0.05F, 0.2F, 0.4F, 0.6F, 0.85F}); }

// Tags to the 24 that matter beside a length.
int coarse_tag(int tag) { return tag < 23 ? tag : 23; }

class FeatureWriter {
 public:
  FeatureWriter(const Page& page, const PageStats& stats, const FeatureSpace& space,
                ClassWords class_words)
      : page_(page), stats_(stats), space_(space), class_words_(class_words) {}

  BlockFeatures write() {
    const std::size_t n = page_.blocks.size();
    measure_gaps();
    if (!page_.is_dump) gather_words();
    out_.running_words.assign(n, 0);
    for (std::size_t i = stats_.window_begin; i < std::min(n, stats_.window_end); ++i)
      if (stats_.blocks[i].good) out_.running_words[i] = stats_.blocks[i].words;
    out_.numbers.reserve(n * 90);
    out_.offsets.reserve(n + 1);
    for (std::size_t i = 0; i < n; ++i) {
      out_.offsets.push_back(static_cast<std::uint32_t>(out_.numbers.size()));
      block(i);
    }
    out_.offsets.push_back(static_cast<std::uint32_t>(out_.numbers.size()));
    return std::move(out_);
  }

 private:
  void add(Template t, int bucket) { out_.numbers.push_back(space_.number(t, bucket)); }

  void measure_gaps() {
    const std::size_t n = page_.blocks.size();
    constexpr std::size_t kNever = 1000000;
    prev_long_.assign(n, kNever);
    next_long_.assign(n, kNever);
    near_.assign(n, 0);
    std::size_t last = kNever;
    std::vector<int> sum(n + 1, 0);
    float mass = 0;
    mass_before_.assign(n + 1, 0);
    for (std::size_t i = 0; i < n; ++i) {
      const bool good = stats_.blocks[i].good;
      if (good) last = i;
      prev_long_[i] = last == kNever ? kNever : i - last;
      sum[i + 1] = sum[i] + good;
      mass_before_[i] = mass;
      mass += stats_.blocks[i].words;
    }
    mass_before_[n] = mass;
    last = kNever;
    for (std::size_t i = n; i-- > 0;) {
      if (stats_.blocks[i].good) last = i;
      next_long_[i] = last == kNever ? kNever : last - i;
      const std::size_t low = i < 5 ? 0 : i - 5, high = std::min(n, i + 6);
      near_[i] = sum[high] - sum[low] - (stats_.blocks[i].good ? 1 : 0);
    }
  }

  // The numbers of the class words of each element, and of those that blocks below it see.
  void gather_words() {
    const std::size_t n = page_.containers.size();
    own_words_.resize(n);
    below_words_.emplace_back();
    below_.resize(n);
    if (class_words_ == ClassWords::kIgnore) return;
    // Classes of what holds the whole page (scripts put them on <html> and <body>) say nothing
    // about a block.
    std::vector<std::uint32_t> held(n, 0);
    for (const PageBlock& block : page_.blocks) ++held[static_cast<std::size_t>(block.container)];
    for (std::size_t c = n; c-- > 0;)
      if (page_.containers[c].parent >= 0)
        held[static_cast<std::size_t>(page_.containers[c].parent)] += held[c];
    const std::size_t most = page_.blocks.size() - page_.blocks.size() / 20;
    for (std::size_t c = 0; c < n; ++c) {
      if (held[c] >= most && page_.blocks.size() > 10) continue;
      const Container& container = page_.containers[c];
      const std::uint32_t above =
          container.parent < 0 ? 0 : below_[static_cast<std::size_t>(container.parent)];
      below_[c] = above;
      for (std::uint32_t w = container.words_begin; w < container.words_end; ++w) {
        const auto [own, up] = space_.words(page_.word(w));
        if (own != FeatureSpace::kNoFeature) own_words_[c].push_back(own);
        if (up == FeatureSpace::kNoFeature) continue;
        const std::vector<std::uint32_t>& known = below_words_[below_[c]];
        if (known.size() >= kMaxUpWords || std::find(known.begin(), known.end(), up) != known.end())
          continue;
        // Most elements add nothing and share the list of the one above.
        if (below_[c] == above) {
          below_[c] = static_cast<std::uint32_t>(below_words_.size());
          below_words_.push_back(std::vector<std::uint32_t>(below_words_[above]));
        }
        below_words_[below_[c]].push_back(up);
      }
    }
  }

  void block(std::size_t i) {
    const BlockStats& s = stats_.blocks[i];
    const auto place = static_cast<std::int64_t>(i);
    const int len = length_bucket(s.words);
    const int ends = static_cast<int>(s.ending), starts = static_cast<int>(s.opening);
    const int near = std::min(near_[i], 10);
    const int prev = gap_bucket(prev_long_[i]), next = gap_bucket(next_long_[i]);
    const int window = i < stats_.window_begin ? 0 : i < stats_.window_end ? 1 : 2;
    const int to_window = distance_bucket(place - static_cast<std::int64_t>(stats_.window_begin));
    const float words = std::max(1.F, static_cast<float>(s.plain_words));
    const float chars = static_cast<float>(std::max<std::uint32_t>(1, s.chars));
    const int body_words = stats_.body_words[i];

    add(Template::bias, page_.is_dump ? 1 : 0);
    add(Template::len, len);
    add(Template::ends, ends);
    add(Template::starts, starts);
    add(Template::commas, std::min<int>(s.commas, 4));
    add(Template::stops, std::min<int>(s.stops, 4));
    add(Template::capitals,
        step(static_cast<float>(s.capital_words) / words, {0.01F, 0.2F, 0.4F, 0.7F, 0.99F}));
    add(Template::digits,
        step(static_cast<float>(s.digits) / chars, {0.0001F, 0.05F, 0.15F, 0.35F, 0.8F}));
    add(Template::shout, s.letters >= 4 && s.upper * 10 > s.letters * 9 ? 1 : 0);
    add(Template::stop_words,
        step(static_cast<float>(s.stop_words) / words, {0.0001F, 0.15F, 0.3F, 0.45F}));
    add(Template::window, window);
    add(Template::to_window, to_window);
    add(Template::prev_long, prev);
    add(Template::next_long, next);
    add(Template::long_near, near);
    add(Template::copies, stats_.copies[i]);
    add(Template::date_shape, s.date_shape);
    add(Template::body_words, body_words);
    add(Template::credit_tail, s.credit_tail);
    add(Template::title_like, stats_.title_like[i]);
    add(Template::desc_like, stats_.desc_like[i]);
    add(Template::place,
        place < 3 ? static_cast<int>(place)
                  : 3 + step(static_cast<float>(i) / static_cast<float>(page_.blocks.size()),
                             {0.03F, 0.08F, 0.15F, 0.25F, 0.4F, 0.6F, 0.8F, 0.95F}));
    const float all = std::max(1.F, mass_before_.back());
    add(Template::mass_place, step(mass_before_[i] / all, {0.005F, 0.02F, 0.05F, 0.1F, 0.2F, 0.35F,
                                                           0.5F, 0.65F, 0.8F, 0.9F, 0.97F}));
    for (int bit = 0; bit < kPhraseClasses; ++bit) {
      if ((s.phrases.whole >> bit & 1) != 0) add(Template::whole, bit);
      if ((s.phrases.start >> bit & 1) != 0) add(Template::start, bit);
      if ((s.phrases.any >> bit & 1) != 0) add(Template::any, bit);
    }
    for (int bit = 0; bit < 10; ++bit)
      if ((s.marks >> bit & 1) != 0) add(Template::marks, bit);
    add(Template::len_window, len * 3 + window);
    add(Template::len_near, len * 11 + near);
    add(Template::len_ends, len * 12 + ends);
    add(Template::gap_kind, prev * 8 + next);
    if (stats_.copies[i] != 0 && body_words != 6)
      add(Template::share_words, body_words >= 3 ? 1 : 0);
    if (page_.is_dump) {
      dump_block(i, len, ends, starts, near, prev, next, to_window);
    } else {
      html_block(i, len, near);
    }
  }

  int from_title_bucket(std::size_t i) const {
    return stats_.title_block < 0
               ? 21
               : distance_bucket(static_cast<std::int64_t>(i) - stats_.title_block);
  }

  void dump_block(std::size_t i, int len, int ends, int starts, int near, int prev, int next,
                  int to_window) {
    const PageBlock& b = page_.blocks[i];
    const int before = std::min<int>(b.blank_lines, 4);
    const int after =
        i + 1 < page_.blocks.size() ? std::min<int>(page_.blocks[i + 1].blank_lines, 4) : 4;
    add(Template::blank_before, before);
    add(Template::blank_after, after);
    add(Template::glued, b.glued                                                    ? 1
                         : i + 1 < page_.blocks.size() && page_.blocks[i + 1].glued ? 2
                                                                                    : 0);
    add(Template::d_len, len);
    add(Template::d_ends, ends);
    add(Template::d_to_window, to_window);
    add(Template::d_near, near);
    add(Template::d_prev, prev);
    add(Template::d_next, next);
    add(Template::d_len_ends, len * 12 + ends);
    add(Template::d_len_near, len * 11 + near);
    add(Template::d_len_blank, len * 5 + before);
    add(Template::d_blank, before * 5 + after);
    add(Template::d_words_len, stats_.body_words[i] * 14 + len);
    add(Template::d_place_len, to_window * 14 + len);
    add(Template::d_start_len, starts * 14 + len);
    add(Template::d_near_ends, near * 12 + ends);
    add(Template::d_gap, prev * 8 + next);
    add(Template::d_copies_len, stats_.copies[i] * 14 + len);
    const int from_title = from_title_bucket(i);
    add(Template::d_from_title, from_title);
    add(Template::d_title_len, from_title * 14 + len);
    add(Template::d_title_words, from_title * 7 + stats_.body_words[i]);
    add(Template::d_title_ends, from_title * 12 + ends);
  }

  void html_block(std::size_t i, int len, int near) {
    const PageBlock& b = page_.blocks[i];
    const BlockStats& s = stats_.blocks[i];
    const int links = step(s.link_share, {0.0001F, 0.15F, 0.4F, 0.75F, 0.98F});
    const int from_title = from_title_bucket(i);
    const int tag = b.tag, coarse = coarse_tag(tag);
    const Container& container = page_.containers[static_cast<std::size_t>(b.container)];
    const int parent_mass = mass_bucket(stats_.parent_mass[i]),
              kind_mass = mass_bucket(stats_.kind_mass[i]);
    const int image = stats_.after_image[i];
    add(Template::links, links);
    add(Template::link_count, step(static_cast<float>(b.links), {0.5F, 1.5F, 2.5F, 5.5F}));
    add(Template::bold, step(s.bold_share, {0.0001F, 0.3F, 0.95F}));
    add(Template::heading, b.heading);
    add(Template::block_tag, tag);
    add(Template::own_tag, container.tag);
    for (int bit = 0; bit < kInsideBits; ++bit)
      if ((b.inside >> bit & 1) != 0) add(Template::inside, bit);
    add(Template::depth,
        step(static_cast<float>(container.depth), {4, 6, 8, 10, 12, 14, 17, 20, 25}));
    add(Template::from_title, from_title);
    add(Template::ld_body, stats_.ld_body[i]);
    add(Template::parent_mass, parent_mass);
    add(Template::grand_mass, mass_bucket(stats_.grand_mass[i]));
    add(Template::same_kind_mass, kind_mass);
    add(Template::like_prev, i > 0 && stats_.kind[i - 1] == stats_.kind[i] ? 1 : 0);
    add(Template::like_next,
        i + 1 < stats_.kind.size() && stats_.kind[i + 1] == stats_.kind[i] ? 1 : 0);
    add(Template::in_main, stats_.in_main[i]);
    add(Template::image, image);
    add(Template::alt_like, stats_.alt_like[i]);
    add(Template::datetime, b.datetime.empty() ? 0 : 1);
    add(Template::author_like, stats_.author_like[i]);
    add(Template::len_links, len * 5 + std::min(links, 4));
    add(Template::len_tag, len * 24 + coarse);
    add(Template::len_kind, len * 7 + kind_mass);
    add(Template::len_parent, len * 7 + parent_mass);
    add(Template::kind_parent, kind_mass * 7 + parent_mass);
    add(Template::title_place, stats_.title_like[i] * 22 + from_title);
    add(Template::desc_place, stats_.desc_like[i] * 22 + from_title);
    add(Template::head_place, b.heading * 22 + from_title);
    add(Template::words_place, stats_.body_words[i] * 22 + from_title);
    add(Template::near_tag, near * 24 + coarse);
    const int figure = (b.inside & kInFigcaption) != 0 ? 3
                       : (b.inside & kInFigure) != 0   ? 2
                       : image > 0                     ? 1
                                                       : 0;
    add(Template::figure_len, figure * 14 + len);
    add(Template::main_near, stats_.in_main[i] * 11 + near);

    // Class words: the block's own element and its parent count as its own.
    const auto own = static_cast<std::size_t>(b.container);
    const std::size_t begin = out_.numbers.size();
    const auto add_once = [&](std::uint32_t number) {
      if (std::find(out_.numbers.begin() + static_cast<std::ptrdiff_t>(begin), out_.numbers.end(),
                    number) == out_.numbers.end())
        out_.numbers.push_back(number);
    };
    for (const std::uint32_t number : own_words_[own]) add_once(number);
    if (container.parent < 0) return;
    const auto up = static_cast<std::size_t>(container.parent);
    for (const std::uint32_t number : own_words_[up]) add_once(number);
    const std::vector<std::uint32_t>& seen = below_words_[below_[up]];
    out_.numbers.insert(out_.numbers.end(), seen.begin(), seen.end());
  }

  const Page& page_;
  const PageStats& stats_;
  const FeatureSpace& space_;
  ClassWords class_words_;
  BlockFeatures out_;
  std::vector<std::size_t> prev_long_, next_long_;
  std::vector<int> near_;
  std::vector<float> mass_before_;
  std::vector<std::vector<std::uint32_t>> own_words_;
  std::vector<std::vector<std::uint32_t>> below_words_;  // lists, shared by elements
  std::vector<std::uint32_t> below_;                     // which list an element's children see
};

}  // namespace

BlockFeatures compute_features(const Page& page, const Declarations& declared,
                               const Phrases& phrases, const StopWords& stop_words,
                               const FeatureSpace& space, ClassWords class_words) {
  const PageStats stats = measure_page(page, declared, phrases, stop_words);
  return FeatureWriter(page, stats, space, class_words).write();
}

}  // namespace dragoman
