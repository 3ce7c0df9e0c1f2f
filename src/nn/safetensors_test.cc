#include "nn/safetensors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "nn/metadata.h"
#include "nn/safetensors_builder.h"

namespace dragoman {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string good_file() {
  SafetensorsBuilder b;
  b.metadata("format", "a test");
  b.metadata("sizes", "[1, 2, 3]");
  b.tensor<std::int8_t>("a.weight", {2, 3}, {1, 2, 3, -4, -5, 127});
  b.tensor<float>("a.bias", {2}, {0.5F, -1.0F});  // not aligned to four bytes
  b.tensor<float>("empty", {0, 7}, {});
  return b.build();
}

TEST(Safetensors, GivesTensorsAndMetadata) {
  const std::string bytes = good_file();
  const auto file = Safetensors::parse(bytes, "model");
  ASSERT_TRUE(file) << file.error().message();
  EXPECT_EQ(file->tensor_count(), 3U);
  ASSERT_NE(file->metadata("format"), nullptr);
  EXPECT_EQ(*file->metadata("format"), "a test");
  EXPECT_EQ(file->metadata("nothing"), nullptr);
  const auto weight = file->int8("a.weight", {2, 3});
  ASSERT_TRUE(weight);
  EXPECT_THAT(std::vector<std::int8_t>(weight->begin(), weight->end()),
              ElementsAre(1, 2, 3, -4, -5, 127));
  EXPECT_THAT(*file->f32("a.bias", {2}), ElementsAre(0.5F, -1.0F));
  EXPECT_TRUE(file->f32("empty", {0, 7})->empty());
}

TEST(Safetensors, NamesTheTensorAndTheReason) {
  SafetensorsBuilder b;
  b.tensor<std::int8_t>("w", {2}, {1, 2});
  b.tensor<float>("x", {1}, {std::numeric_limits<float>::infinity()});
  const std::string bytes = b.build();
  const auto file = Safetensors::parse(bytes, "models/m.safetensors");
  ASSERT_TRUE(file);
  const auto message = [](const auto& result) {
    EXPECT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::kModel);
    return result.error().message();
  };
  EXPECT_EQ(message(file->int8("v", {2})), "models/m.safetensors: tensor v: is missing");
  EXPECT_EQ(message(file->f32("w", {2})), "models/m.safetensors: tensor w: is of type I8, not F32");
  EXPECT_EQ(message(file->int8("w", {1, 2})),
            "models/m.safetensors: tensor w: has another shape than [1, 2]");
  EXPECT_EQ(message(file->f32("x", {1})),
            "models/m.safetensors: tensor x: holds a number that is not finite");
}

// Header, data, and what the message must say.
struct Broken {
  const char* header;
  const char* data;
  const char* reason;
};

class BrokenFile : public ::testing::TestWithParam<Broken> {};

TEST_P(BrokenFile, IsAnErrorAndNoCrash) {
  const std::string bytes = SafetensorsBuilder::with_header(GetParam().header, GetParam().data);
  const auto file = Safetensors::parse(bytes, "model");
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().code, ErrorCode::kModel);
  EXPECT_EQ(file.error().input, "model");
  EXPECT_THAT(file.error().message(), HasSubstr(GetParam().reason));
}

INSTANTIATE_TEST_SUITE_P(
    Safetensors, BrokenFile,
    ::testing::Values(
        Broken{"", "", "no JSON object"}, Broken{"[]", "", "no JSON object"},
        Broken{" {}", "", "no JSON object"}, Broken{"{", "", "no JSON object"},
        Broken{"{}x", "", "no JSON object"}, Broken{"{}", "1", "belong to no tensor"},
        Broken{"{\"\xFF\":1}", "", "no JSON object"},
        Broken{R"({"__metadata__":[]})", "", "is no object"},
        Broken{R"({"__metadata__":{"a":1}})", "", "no string"},
        Broken{R"({"__metadata__":{"a":"1","a":"2"}})", "", "a key twice"},
        Broken{R"({"__metadata__":{},"__metadata__":{}})", "", "there twice"},
        Broken{R"({"w":1})", "", "tensor w: has no dtype"},
        Broken{R"({"w":{"shape":[1],"data_offsets":[0,1]}})", "1", "has no dtype"},
        Broken{R"({"w":{"dtype":"I8","data_offsets":[0,1]}})", "1", "has no shape"},
        Broken{R"({"w":{"dtype":"I8","shape":[1]}})", "1", "has no data_offsets"},
        Broken{R"({"w":{"dtype":"I9","shape":[1],"data_offsets":[0,1]}})", "1", "unknown dtype"},
        Broken{R"({"w":{"dtype":"I8","shape":[-1],"data_offsets":[0,1]}})", "1", "whole number"},
        Broken{R"({"w":{"dtype":"I8","shape":[1.0],"data_offsets":[0,1]}})", "1", "whole number"},
        Broken{R"({"w":{"dtype":"I8","shape":["1"],"data_offsets":[0,1]}})", "1", "whole number"},
        Broken{R"({"w":{"dtype":"I8","shape":[1,1,1,1,1,1,1,1,1],"data_offsets":[0,1]}})", "1",
               "too many dimensions"},
        Broken{R"({"w":{"dtype":"I8","shape":[4294967296,4294967296],"data_offsets":[0,0]}})", "",
               "overflows"},
        Broken{R"({"w":{"dtype":"F32","shape":[4611686018427387905],"data_offsets":[0,4]}})",
               "1234", "overflows"},
        Broken{R"({"w":{"dtype":"I8","shape":[18446744073709551616],"data_offsets":[0,1]}})", "1",
               "w"},
        Broken{R"({"w":{"dtype":"I8","shape":[1],"data_offsets":[0]}})", "1", "two whole numbers"},
        Broken{R"({"w":{"dtype":"I8","shape":[1],"data_offsets":[0,1,2]}})", "12",
               "two whole numbers"},
        Broken{R"({"w":{"dtype":"I8","shape":[1],"data_offsets":[1,0]}})", "1", "outside"},
        Broken{R"({"w":{"dtype":"I8","shape":[2],"data_offsets":[0,2]}})", "1", "outside"},
        Broken{R"({"w":{"dtype":"I8","shape":[1],"data_offsets":[18446744073709551615,0]}})", "1",
               "outside"},
        Broken{R"({"w":{"dtype":"F32","shape":[1],"data_offsets":[0,1]}})", "1", "does not fit"},
        Broken{R"({"w":{"dtype":"I8","shape":[2],"data_offsets":[0,1]}})", "1", "does not fit"},
        Broken{R"({"w":{"dtype":"I8","shape":[1],"data_offsets":[0,1]},)"
               R"("w":{"dtype":"I8","shape":[1],"data_offsets":[1,2]}})",
               "12", "tensor w: is there twice"},
        Broken{R"({"v":{"dtype":"I8","shape":[2],"data_offsets":[0,2]},)"
               R"("w":{"dtype":"I8","shape":[2],"data_offsets":[1,3]}})",
               "123", "tensor w: overlaps"},
        Broken{R"({"v":{"dtype":"I8","shape":[1],"data_offsets":[0,1]},)"
               R"("w":{"dtype":"I8","shape":[1],"data_offsets":[2,3]}})",
               "123", "tensor w: leaves a hole"},
        Broken{R"({"w":{"dtype":"I8","shape":[1],"data_offsets":[0,1]}})", "12",
               "belong to no tensor"}));

TEST(Safetensors, BoundsTheHeader) {
  EXPECT_FALSE(Safetensors::parse("", "m"));
  EXPECT_FALSE(Safetensors::parse("1234567", "m"));
  std::string bytes = good_file();
  bytes[7] = '\x7F';  // a length of almost 2^63
  EXPECT_THAT(Safetensors::parse(bytes, "m").error().message(), HasSubstr("16 MiB"));
  bytes[7] = 0;
  bytes[2] = 1;  // 64 KiB more than there are
  EXPECT_THAT(Safetensors::parse(bytes, "m").error().message(), HasSubstr("inside of its header"));
  SafetensorsBuilder many;
  for (std::size_t i = 0; i <= Safetensors::kMostTensors; ++i)
    many.tensor<std::int8_t>("t" + std::to_string(i), {0}, {});
  EXPECT_THAT(Safetensors::parse(many.build(), "m").error().message(), HasSubstr("4096 tensors"));
  std::string deep = "{\"w\":";
  deep.append(100000, '[').append(100000, ']').append("}");
  EXPECT_FALSE(Safetensors::parse(SafetensorsBuilder::with_header(deep, ""), "m"));
}

TEST(Safetensors, SurvivesEveryCutAndEveryChangedByte) {
  const std::string bytes = good_file();
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_FALSE(Safetensors::parse(std::string_view(bytes).substr(0, size), "m")) << size;
  const std::size_t header = bytes.size() - 14;  // six bytes and two floats of data
  for (std::size_t i = 0; i < header; ++i)
    for (const int bit : {1, 2, 16, 128}) {
      std::string changed = bytes;
      changed[i] = static_cast<char>(changed[i] ^ bit);
      const auto file = Safetensors::parse(changed, "m");  // either is fine
      if (!file) {
        EXPECT_EQ(file.error().code, ErrorCode::kModel);
      }
    }
}

TEST(Metadata, RemembersTheFirstThingThatIsWrong) {
  SafetensorsBuilder b;
  b.metadata("size", "160");
  b.metadata("epsilon", "1e-05");
  b.metadata("list", "[1,2]");
  b.metadata("labels", R"(["a","b"])");
  b.metadata("twice", R"(["a","a"])");
  const std::string bytes = b.build();
  const auto file = Safetensors::parse(bytes, "m");
  ASSERT_TRUE(file) << file.error().message();
  Metadata meta(*file);
  EXPECT_EQ(meta.integer("size", 16, 1024), 160);
  EXPECT_EQ(meta.number("epsilon"), 1e-5F);
  EXPECT_THAT(meta.integers("list", 1, 2, 2), ElementsAre(1, 2));
  EXPECT_THAT(meta.strings("labels", 2), ElementsAre("a", "b"));
  EXPECT_FALSE(meta.error());
  meta.strings("twice", 9);
  ASSERT_TRUE(meta.error());
  EXPECT_EQ(meta.error()->message(), "m: metadata twice: is no list of different strings");
  for (const auto& wrong : {"nothing", "labels", "list"}) {
    Metadata other(*file);
    EXPECT_EQ(other.integer(wrong, 3, 4), 3);
    EXPECT_TRUE(other.error());
  }
  Metadata limits(*file);
  limits.integers("list", 1, 2, 1);
  EXPECT_TRUE(limits.error());
}

}  // namespace
}  // namespace dragoman
