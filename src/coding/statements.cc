#include "coding/statements.h"

#include <algorithm>

#include "coding/headlines.h"
#include "coding/reach.h"

namespace dragoman::coding {
namespace {

constexpr int kScareWords =
    3;  // a quotation up to this long may be scare quotes, a title, a nickname

struct Draft {
  Cue cue;
  std::vector<Span> tree;   // bytes that the tree gives
  std::vector<int> quotes;  // quotations taken
  int speaker_of = -1;      // the draft whose speaker this one shares
};

char before(std::string_view text, std::uint32_t at) {
  while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == '\n')) --at;
  return at > 0 ? text[at - 1] : '\0';
}

class Builder {
 public:
  Builder(const Scene& scene, Actors& actors) : scene_(scene), actors_(actors) {}

  std::vector<Said> run() {
    const auto sentences = static_cast<std::uint32_t>(scene_.analysis.sentences.size());
    if (sentences == 0) return {};
    first_draft_.assign(sentences + 1, 0);
    for (std::uint32_t s = 0; s < sentences; ++s) {
      first_draft_[s] = static_cast<int>(drafts_.size());
      bool headline_rule = false;
      if (scene_.headline(s))
        for (Cue& cue : headline_cues(scene_, s)) {
          add_draft(std::move(cue));
          headline_rule = true;
        }
      else if (auto turn = transcript_cue(scene_, s)) {
        // A turn lasts as long as its paragraph.
        const Span p = scene_.paragraphs[scene_.paragraph_of[s]];
        const std::uint32_t from = turn->span.end;
        add_draft(std::move(*turn));
        drafts_.back().tree = {{from, p.end}};
        turn_paragraph_ = scene_.paragraph_of[s];
      }
      if (turn_paragraph_ == scene_.paragraph_of[s]) continue;
      if (!headline_rule)
        for (Cue& cue : find_cues(scene_, s)) add_draft(std::move(cue));
    }
    first_draft_[sentences] = static_cast<int>(drafts_.size());
    owner_.assign(scene_.quotations.size(), -1);
    for (std::size_t q = 0; q < scene_.quotations.size(); ++q)
      if (scene_.quotations[q].level == 1) give(static_cast<int>(q));
    std::vector<Said> out;
    for (std::size_t d = 0; d < drafts_.size(); ++d) finish(static_cast<int>(d), out);
    drop_repeated(out);
    std::stable_sort(out.begin(), out.end(), [](const Said& a, const Said& b) {
      return a.statement.content.front() < b.statement.content.front();
    });
    return out;
  }

 private:
  void add_draft(Cue cue) {
    Draft d;
    const Tree& t = scene_.tree(cue.sentence);
    for (const auto& [a, b] : cue.content) d.tree.push_back(t.span(a, b - 1));
    d.cue = std::move(cue);
    drafts_.push_back(std::move(d));
  }

  // "addressed China, saying": a cue that only the model saw, with what another cue tells already.
  static void drop_repeated(std::vector<Said>& all) {
    const auto whole = [](const Said& x) {
      return Span{x.statement.content.front().begin, x.statement.content.back().end};
    };
    const auto repeats = [&](const Said& x) {
      if (x.statement.rule.compare(0, 9, "read-cue:") != 0) return false;
      return std::any_of(all.begin(), all.end(), [&](const Said& other) {
        if (other.statement.rule.compare(0, 9, "read-cue:") == 0 ||
            other.statement.speaker != x.statement.speaker)
          return false;
        const Span a = whole(x), b = whole(other);
        const std::uint32_t from = std::max(a.begin, b.begin), to = std::min(a.end, b.end);
        return to > from && 5 * (to - from) >= 4 * std::max(a.size(), b.size());
      });
    };
    std::vector<Said> kept;
    for (const Said& x : all)
      if (!repeats(x)) kept.push_back(x);
    all = std::move(kept);
  }

  // The sentences that a quotation touches: [first, last].
  std::pair<std::uint32_t, std::uint32_t> sentences_of(const Quotation& q) {
    const auto& s = scene_.analysis.sentences;
    while (cursor_ + 1 < s.size() && s[cursor_].span.end <= q.outer.begin) ++cursor_;
    std::uint32_t last = cursor_;
    while (last + 1 < s.size() && s[last + 1].span.begin < q.outer.end) ++last;
    return {cursor_, last};
  }

  // How well a cue suits a quotation; 0 = not at all.
  int suits(const Draft& d, const Quotation& q) const {
    const Cue& c = d.cue;
    if (c.nested || q.outer.contains(c.span)) return 0;
    const std::string_view text = scene_.article.text;
    const bool small = q.words <= kScareWords;
    for (const Span s : d.tree)
      if (s.overlaps(q.inner))
        return 1000 - static_cast<int>(std::min<std::uint32_t>(s.size(), 800)) / 2;
    if (c.rule.compare(0, 9, "directive") == 0 || c.rule.compare(0, 8, "headline") == 0) return 0;
    if (c.span.begin >= q.outer.end) {  // "…," said X
      if (c.only_following) return 0;
      const int gap = static_cast<int>(c.span.begin - q.outer.end);
      const char stop = q.inner.end > 0 ? text[q.inner.end - 1] : ' ';
      const bool stopped = stop == ',' || stop == '?' || stop == '!' || stop == '-' ||
                           (q.outer.end < text.size() && text[q.outer.end] == ',');
      if (!stopped && !q.closed) return 0;
      if (small && !(stopped && gap < 40)) return 0;
      if (!stopped && gap > 40) return 0;
      return gap > 160 ? 0 : 500 - gap;
    }
    const int gap = static_cast<int>(q.outer.begin) - static_cast<int>(c.span.end);
    const char mark = before(text, q.outer.begin);
    if (mark == ',' || mark == ':') return gap > 260 ? 0 : 600 - gap;
    if (small) return gap <= 2 && (c.verb == nullptr || c.verb->direct) ? 300 : 0;
    if (mark == '.' || mark == ';' || gap > 200) return 0;
    return c.wants_quotation ? 300 - gap : 0;
  }

  void give(int index) {
    const Quotation& q = scene_.quotations[static_cast<std::size_t>(index)];
    const auto [first, last] = sentences_of(q);
    int best = -1, score = 0;
    const std::uint32_t from =
        first > 0 && q.outer.begin <= scene_.analysis.sentences[first].span.begin &&
                before(scene_.article.text, q.outer.begin) == ':'
            ? first - 1
            : first;
    // A sentence may be cut behind the closing mark: '"Why?" Kim asked.'
    const bool tag_next = last + 1 < scene_.analysis.sentences.size() &&
                          scene_.paragraph_of[last + 1] == scene_.paragraph_of[last] &&
                          scene_.analysis.sentences[last + 1].span.begin <= q.outer.end + 2 &&
                          whole(q);
    const int end = first_draft_[tag_next ? last + 2 : last + 1];
    for (int d = first_draft_[from]; d < end; ++d) {
      const Draft& draft = drafts_[static_cast<std::size_t>(d)];
      if (draft.cue.sentence > last && (!draft.cue.wants_quotation || !draft.quotes.empty() ||
                                        draft.cue.span.begin > q.outer.end + 50))
        continue;
      const int s = suits(draft, q);
      if (s > score) {
        score = s;
        best = d;
      }
    }
    if (best < 0 && q.follows >= 0) best = owner_[static_cast<std::size_t>(q.follows)];
    if (best < 0 && (q.words > kScareWords || (q.words > 1 && whole(q))))
      best = floating(index, first);
    owner_[static_cast<std::size_t>(index)] = best;
    if (best >= 0) {
      drafts_[static_cast<std::size_t>(best)].quotes.push_back(index);
      last_owner_ = best;
    }
  }

  // A whole utterance, not a phrase within somebody else's sentence.
  bool utterance(const Quotation& q, std::uint32_t sentence) const {
    const Span s = scene_.analysis.sentences[sentence].span;
    const char mark = before(scene_.article.text, q.outer.begin);
    return q.outer.begin <= s.begin + 1 || mark == ':' || mark == '.' || mark == '\0';
  }

  // A quotation without a cue: it goes on from the one before, or the sentence before tells who
  // speaks.
  int floating(int index, std::uint32_t sentence) {
    const Quotation& q = scene_.quotations[static_cast<std::size_t>(index)];
    if (!utterance(q, sentence)) return -1;
    if (before(scene_.article.text, q.outer.begin) == ':' && sentence > 0) {
      // "He had this to say:"
      const std::uint32_t s =
          scene_.analysis.sentences[sentence].span.begin < q.outer.begin ? sentence : sentence - 1;
      const Tree& here = scene_.tree(s);
      if (here.root() >= 0 && scene_.quotation_at(s, here.root()) < 0) {
        const WordId subject = surface_subject(here, here.root());
        if (Reach(scene_, s).speaks(subject)) return new_draft(s, -1, subject, "colon");
      }
    }
    const std::uint32_t paragraph = scene_.paragraph_of[sentence];
    if (sentence > 0 && scene_.paragraph_of[sentence - 1] == paragraph) {
      const std::uint32_t previous = sentence - 1;
      // The same sentence chain: right behind the quotation of its owner.
      for (int k = index - 1; k >= 0 && index - k < 4; --k) {
        const Quotation& p = scene_.quotations[static_cast<std::size_t>(k)];
        if (p.level != 1) continue;
        const int d = owner_[static_cast<std::size_t>(k)];
        if (d < 0 || p.paragraph != q.paragraph) break;
        if (scene_.analysis.sentences[previous].span.overlaps(p.outer) ||
            scene_.analysis.sentences[previous].span.contains(
                drafts_[static_cast<std::size_t>(d)].cue.span))
          return d;
        break;
      }
      for (int d = first_draft_[previous + 1] - 1; d >= first_draft_[previous]; --d) {
        const Draft& candidate = drafts_[static_cast<std::size_t>(d)];
        if (candidate.cue.nested || (candidate.tree.empty() && candidate.quotes.empty())) continue;
        return new_draft(sentence, d, kNoWord, "floating");
      }
      const Tree& t = scene_.tree(previous);
      if (t.root() >= 0 && scene_.quotation_at(previous, t.root()) < 0) {
        const WordId subject = surface_subject(t, t.root());
        const Index e = scene_.entity_at(previous, subject);
        if (e != kNone &&
            scene_.entities.entities[static_cast<std::size_t>(e)].kind == EntityKind::kPerson)
          return new_draft(previous, -1, subject, "introduced");
      }
      return -1;
    }
    // A paragraph of nothing but quotation, after one that quoted somebody.
    if (paragraph > 0 && last_owner_ >= 0) {
      const Span p = scene_.paragraphs[paragraph];
      const std::uint32_t outside = p.size() - std::min(p.size(), q.outer.size());
      const Draft& d = drafts_[static_cast<std::size_t>(last_owner_)];
      if (outside <= 4 && scene_.paragraph_of[d.cue.sentence] + 1 == paragraph)
        return new_draft(sentence, last_owner_, kNoWord, "orphan");
    }
    return -1;
  }

  int new_draft(std::uint32_t sentence, int speaker_of, WordId speaker, const char* rule) {
    Draft d;
    d.cue.sentence = sentence;
    d.cue.rule = rule;
    d.cue.speaker = speaker;
    while (speaker_of >= 0 && drafts_[static_cast<std::size_t>(speaker_of)].speaker_of >= 0)
      speaker_of = drafts_[static_cast<std::size_t>(speaker_of)].speaker_of;
    d.speaker_of = speaker_of;
    if (speaker_of >= 0) d.cue.verb = nullptr;
    drafts_.push_back(std::move(d));
    return static_cast<int>(drafts_.size()) - 1;
  }

  // Ends as a sentence or a quoted sentence before its tag does.
  bool whole(const Quotation& q) const {
    const char stop = scene_.article.text[q.inner.end - 1];
    return stop == ',' || stop == '.' || stop == '!' || stop == '?' ||
           (q.outer.end < scene_.article.text.size() && scene_.article.text[q.outer.end] == ',');
  }

  // 'called the move "reckless"': what stands between the cue and the quotation belongs to it.
  Span with_lead(const Draft& d, const Quotation& q) const {
    const Cue& c = d.cue;
    if (c.word < 0 || q.outer.begin <= c.span.end || q.outer.begin - c.span.end > 120)
      return q.inner;
    const char mark = before(scene_.article.text, q.outer.begin);
    if (mark == ',' || mark == ':' || mark == '.' || mark == ';') return q.inner;
    const Tree& t = scene_.tree(c.sentence);
    WordId from = c.word + 1, last = c.word;
    while (from < t.size() &&
           (t.word(from).span.begin < c.span.end || t.upos(from) == Upos::kPunct))
      ++from;
    for (WordId w = from; w < t.size() && t.word(w).span.begin < q.outer.end; ++w) last = w;
    if (from >= t.size() || last < from) return q.inner;
    const WordId end = Reach(scene_, c.sentence).end_of(c.word, last);
    const std::uint32_t stop = std::max(q.inner.end, whole(q) ? 0U : t.word(end - 1).span.end);
    return {std::min(t.word(from).span.begin, q.inner.begin), stop};
  }

  // The content of a draft; `form` as a result. Whole quotations replace what the tree gave inside.
  std::vector<Span> content_of(const Draft& d, StatementForm* form) const {
    std::vector<Span> spans;
    bool quoted = false, plain = false;
    std::vector<char> taken(d.quotes.size(), 0);
    // "…," said X, who had come by train: with a whole quotation before the cue, the quotation is
    // all.
    bool before_cue = false;
    for (const int k : d.quotes) {
      const Quotation& q = scene_.quotations[static_cast<std::size_t>(k)];
      before_cue |= q.words > kScareWords && q.outer.end <= d.cue.span.begin && whole(q);
    }
    for (Span s : d.tree) {
      bool partly = false, wholly = false;
      if (before_cue) {
        bool meets = false;
        for (const int k : d.quotes)
          meets |= s.overlaps(scene_.quotations[static_cast<std::size_t>(k)].inner);
        if (!meets) continue;
      }
      for (std::size_t k = 0; k < d.quotes.size(); ++k) {
        const Quotation& q = scene_.quotations[static_cast<std::size_t>(d.quotes[k])];
        if (!s.overlaps(q.inner)) continue;
        taken[k] = 1;
        quoted = true;
        const std::uint32_t outside = (s.begin < q.outer.begin ? q.outer.begin - s.begin : 0) +
                                      (s.end > q.outer.end ? s.end - q.outer.end : 0);
        const bool sentence_stop = whole(q);
        if (outside <= 2 || (s.begin + 2 >= q.outer.begin && sentence_stop && q.words >= 6)) {
          s = q.inner;
          wholly = true;
        } else {
          s = {std::min(s.begin, q.inner.begin), std::max(s.end, q.inner.end)};
          partly = true;
        }
      }
      if (!wholly || partly) plain = true;
      spans.push_back(s);
    }
    for (std::size_t k = 0; k < d.quotes.size(); ++k) {
      if (taken[k]) continue;
      const Quotation& q = scene_.quotations[static_cast<std::size_t>(d.quotes[k])];
      const Span s = with_lead(d, q);
      if (!(s == q.inner)) plain = true;
      spans.push_back(s);
      quoted = true;
    }
    std::sort(spans.begin(), spans.end());
    std::vector<Span> out;
    for (const Span s : spans) {
      if (s.empty()) continue;
      if (!out.empty() && s.begin < out.back().end)
        out.back().end = std::max(out.back().end, s.end);
      else
        out.push_back(s);
    }
    *form =
        quoted ? plain ? StatementForm::kMixed : StatementForm::kDirect : StatementForm::kIndirect;
    return out;
  }

  void finish(int index, std::vector<Said>& out) {
    Draft& d = drafts_[static_cast<std::size_t>(index)];
    if (d.tree.empty() && d.quotes.empty()) return;
    if (d.cue.wants_quotation && d.quotes.empty()) return;
    const Cue& cue = d.cue;
    if (cue.negated && d.quotes.empty()) return;  // "did not say when"
    Said said;
    Statement& st = said.statement;
    st.content = content_of(d, &st.form);
    if (st.content.empty()) return;
    // What a quotation holds was said by its speaker; a nested cue stays inside it.
    said.nested = cue.nested;
    const Tree& t = scene_.tree(cue.sentence);
    if (cue.nested && cue.speaker >= 0 && t.upos(cue.speaker) == Upos::kPron &&
        (t.form(cue.speaker) == "i" || t.form(cue.speaker) == "we" || t.form(cue.speaker) == "you"))
      return;
    st.rule = cue.rule;
    st.sentence = static_cast<Index>(cue.sentence);
    if (cue.span.size() > 0) st.cue = cue.span;
    const Cue& source =
        d.speaker_of >= 0 ? drafts_[static_cast<std::size_t>(d.speaker_of)].cue : cue;
    speaker(source, st);
    for (const WordId w : cue.addressees)
      for (const Index e : actors_.actors_of_one(cue.sentence, w, nullptr))
        if (e != st.speaker &&
            std::find(st.addressees.begin(), st.addressees.end(), e) == st.addressees.end())
          st.addressees.push_back(e);
    if (cue.word >= 0) {
      occasion(cue, st);
      st.date = scene_.when(cue.sentence, cue.word, st.content, true);
      if (!st.date && cue.only_following && t.head(cue.word) >= 0)
        st.date = scene_.when(cue.sentence, t.head(cue.word), st.content, true);
      st.place = scene_.where(cue.sentence, cue.word, st.content);
    }
    st.act = mood(cue, st);
    said.cue = cue;
    out.push_back(std::move(said));
  }

  void speaker(const Cue& cue, Statement& st) {
    if (cue.speaker < 0) return;
    const Tree& t = scene_.tree(cue.sentence);
    const auto [begin, end] = t.phrase(cue.speaker, true);
    Span span = t.span(begin, end - 1);
    const WordMention* m = scene_.mention_at(cue.sentence, cue.speaker);
    if (m == nullptr) m = scene_.mention_over(cue.sentence, cue.speaker);
    if (m != nullptr) {
      const Span whole = t.span(static_cast<WordId>(m->begin), static_cast<WordId>(m->end) - 1);
      span = {std::min(span.begin, whole.begin), std::max(span.end, whole.end)};
    }
    const std::string_view text = scene_.article.text;
    while (span.size() > 1 && (text[span.end - 1] == '"' || text[span.end - 1] == ' ' ||
                               text[span.end - 1] == ',' || text[span.end - 1] == ':'))
      --span.end;
    // Never over the content itself.
    for (const Span c : st.content)
      if (c.overlaps(span)) span = t.word(cue.speaker).span;
    st.speaker_span = span;
    st.speaker = actors_.entity_of(cue.sentence, cue.speaker);
    if (st.speaker == kNone || !scene_.is_actor(st.speaker)) {
      // "a statement by X said", "X's report says": who stands behind the paper.
      if (scene_.lexicon.in_class(t.lemma(cue.speaker), "document") || st.speaker == kNone) {
        const auto owners = actors_.actors_of_one(cue.sentence, cue.speaker, nullptr);
        if (owners.size() == 1) st.speaker = owners.front();
      }
    }
  }

  void occasion(const Cue& cue, Statement& st) const {
    const Tree& t = scene_.tree(cue.sentence);
    const auto look = [&](WordId v) {
      for (const WordId c : t.children(v)) {
        if (t.rel(c) != "obl" && t.rel(c) != "nmod") continue;
        const std::string p = t.preposition(c);
        if (p.empty() || p == "to" || p == "of" || p == "by" || p == "about" || p == "for" ||
            p == "after" || p == "before")
          continue;
        const auto kind = scene_.lexicon.occasions.find(t.lemma(c));
        if (kind == scene_.lexicon.occasions.end()) continue;
        const auto [begin, end] = t.phrase(c);
        WordId from = begin;
        for (const WordId k : t.children(c))
          if (t.rel(k) == "case" && k < from) from = k;
        const Span s = t.span(from, end - 1);
        bool clash = false;
        for (const Span x : st.content) clash |= x.overlaps(s);
        if (!clash && !st.occasion) st.occasion = s;
      }
    };
    look(cue.word);
    if (!st.occasion && cue.only_following && t.head(cue.word) >= 0) look(t.head(cue.word));
  }

  // The act of the verb, refined by the mood of what is said.
  StatementAct mood(const Cue& cue, const Statement& st) const {
    const bool plain = cue.act == StatementAct::kAssert || cue.act == StatementAct::kAnnounce;
    const bool warning = cue.verb != nullptr && cue.verb->cls == "warn";
    if (!plain && !warning) return cue.act;
    const std::string_view text = scene_.article.text;
    if (st.form == StatementForm::kDirect && text[st.content.back().end - 1] == '?')
      return StatementAct::kAsk;
    // The highest finite predicate of the first sentence of the content.
    std::uint32_t s = cue.sentence;
    WordId p = cue.predicate;
    if (p < 0) {
      const auto& sentences = scene_.analysis.sentences;
      const Span c = st.content.front();
      auto at = std::upper_bound(sentences.begin(), sentences.end(), c.begin,
                                 [](std::uint32_t b, const Sentence& x) { return b < x.span.end; });
      if (at == sentences.end()) return cue.act;
      s = static_cast<std::uint32_t>(at - sentences.begin());
      const Tree& t = scene_.tree(s);
      for (WordId w = 0; w < t.size(); ++w)
        if (c.contains(t.word(w).span) && t.upos(w) != Upos::kPunct &&
            (p < 0 || t.depth(w) < t.depth(p)))
          p = w;
    }
    const Tree& t = scene_.tree(s);
    if (p < 0 || p >= t.size()) return cue.act;
    std::string modal;
    for (const WordId c : t.children(p))
      if (t.rel(c) == "aux" && t.xpos(c) == "MD") modal = t.lemma(c);
    bool negation = false;
    for (const WordId c : t.children(p))
      negation |= t.rel(c) == "advmod" &&
                  (t.form(c) == "not" || t.form(c) == "n't" || t.form(c) == "never");
    const WordId subject = surface_subject(t, p);
    const std::string who = subject >= 0 ? t.form(subject) : std::string();
    const bool self =
        who == "i" || who == "we" ||
        (subject >= 0 && st.speaker != kNone && scene_.entity_at(s, subject) == st.speaker);
    const bool will = modal == "will" || modal == "wo" || modal == "shall" || modal == "ll" ||
                      modal == "'ll" || (modal == "would" && st.form == StatementForm::kIndirect);
    if (warning) return self && will ? StatementAct::kThreaten : cue.act;
    if (self && will && !negation) return StatementAct::kPromise;
    if (!self && subject >= 0 && (modal == "must" || (modal == "should" && who == "you")))
      return StatementAct::kDemand;
    if (subject < 0 && t.xpos(p) == "VB" && !t.is_infinitive(p) && modal.empty() &&
        st.form == StatementForm::kDirect && t.rel(p) != "xcomp")
      return StatementAct::kDemand;
    return cue.act;
  }

  const Scene& scene_;
  Actors& actors_;
  std::vector<Draft> drafts_;
  std::vector<int> first_draft_;  // by sentence
  std::vector<int> owner_;        // by quotation
  std::uint32_t cursor_ = 0;
  int last_owner_ = -1;
  std::uint32_t turn_paragraph_ = ~0U;  // a paragraph that is a turn of a transcript
};

}  // namespace

std::vector<Said> find_statements(const Scene& scene, Actors& actors) {
  return Builder(scene, actors).run();
}

}  // namespace dragoman::coding
