// Pages a second of the whole extraction against a bare lexbor parse of the same pages in the same
// run, in processor time of this thread, and the peak memory.
//
//   article_bench [PAGES.jsonl] [ROUNDS]      rows {"html": "…"}; without: pages made up here
#include <lexbor/html/html.h>
#include <simdjson.h>
#include <sys/resource.h>

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <string>
#include <vector>

#include "article/extract.h"
#include "base/env.h"
#include "base/utf8.h"

namespace {

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

double peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

std::vector<std::string> read_pages(const char* path) {
  std::vector<std::string> out;
  std::ifstream stream(path, std::ios::binary);
  simdjson::ondemand::parser parser;
  for (std::string line; std::getline(stream, line);) {
    simdjson::padded_string padded(line);
    simdjson::ondemand::document row;
    std::string_view html;
    if (parser.iterate(padded).get(row) == simdjson::SUCCESS &&
        row["html"].get_string().get(html) == simdjson::SUCCESS)
      out.push_back(dragoman::to_valid_utf8(html));
  }
  return out;
}

// Pages of the usual build: menus, scripts, an article, teasers.
std::vector<std::string> make_pages() {
  std::vector<std::string> out;
  for (int page = 0; page < 60; ++page) {
    const std::string number = std::to_string(page);
    std::string html = "<!DOCTYPE html><html lang=en><head><title>Report " + number + "</title>";
    for (int i = 0; i < 40; ++i)
      html += "<meta property=\"x:" + std::to_string(i) + "\" content=\"value " + number + "\">";
    html += "<script>var a=" + std::string(20000, '1') + ";</script></head><body><nav><ul>";
    for (int i = 0; i < 80; ++i)
      html += "<li class=\"menu-item\"><a class=\"menu-link\" href=\"/s/" + std::to_string(i) +
              "\"><span>Section " + std::to_string(i) + "</span></a></li>";
    html +=
        "</ul></nav><main><article class=\"story\"><h1>Report " + number + " on the harbour</h1>";
    for (int i = 0; i < 30; ++i)
      html +=
          "<p class=\"story-text\">The harbour was closed for <a href=\"/t\">repairs</a> on day " +
          std::to_string(i) +
          ", and ships had to wait outside, said the authority, which expects that the work will "
          "take another week, if the weather allows it.</p>";
    html += "</article><aside>";
    for (int i = 0; i < 60; ++i)
      html += "<div class=\"teaser card\"><a href=\"/a/" + std::to_string(i) +
              "\"><img src=\"/i.jpg\" alt=\"x\"><h3>"
              "Another story of the day, number " +
              std::to_string(i) + "</h3></a></div>";
    html += "</aside></main><footer>© Harbour Gazette</footer></body></html>";
    out.push_back(std::move(html));
  }
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace dragoman;
  const std::vector<std::string> pages = argc > 1 ? read_pages(argv[1]) : make_pages();
  const int rounds = argc > 2 ? std::atoi(argv[2]) : 3;
  const auto resources = Resources::find(Env::system());
  if (!resources || pages.empty() || rounds < 1) {
    std::fprintf(stderr, "article_bench: no pages or no data\n");
    return 1;
  }
  const auto extractor = Extractor::open(*resources);
  if (!extractor) {
    std::fprintf(stderr, "%s\n", extractor.error().message().c_str());
    return 1;
  }
  double bytes = 0;
  for (const std::string& page : pages) bytes += static_cast<double>(page.size());
  const double count = static_cast<double>(pages.size());
  const double memory_before = peak_megabytes();
  double parse = 1e9, whole = 1e9;
  std::size_t chars = 0;
  for (int round = 0; round < rounds; ++round) {
    double start = cpu_seconds();
    for (const std::string& page : pages) {
      lxb_html_document_t* document = lxb_html_document_create();
      lxb_html_document_parse(document, reinterpret_cast<const lxb_char_t*>(page.data()),
                              page.size());
      lxb_html_document_destroy(document);
    }
    parse = std::min(parse, cpu_seconds() - start);
    start = cpu_seconds();
    for (const std::string& page : pages) {
      Report report;
      report.html = page;
      if (const auto out = extractor->extract(report, Budget{})) chars += out->article.text.size();
    }
    whole = std::min(whole, cpu_seconds() - start);
  }
  std::printf("%zu pages, %.1f MB, best of %d rounds, processor time\n", pages.size(), bytes / 1e6,
              rounds);
  std::printf("bare parse   %8.0f pages/s %8.1f MB/s\n", count / parse, bytes / 1e6 / parse);
  std::printf("extraction   %8.0f pages/s %8.1f MB/s   (%zu bytes of text a round)\n",
              count / whole, bytes / 1e6 / whole, chars / static_cast<std::size_t>(rounds));
  std::printf("ratio        %8.2f   peak memory %.0f MB (%.0f MB before the first page)\n",
              parse / whole, peak_megabytes(), memory_before);
  return 0;
}
