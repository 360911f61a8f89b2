// Drives a fuzz target where libFuzzer is missing: feeds it every seed, then seeds with random changes, until the time
// is over. Takes libFuzzer's arguments as far as tools/fuzz gives them, and ignores others.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using Random = std::mt19937_64;

std::size_t below(Random& random, std::size_t limit) { return limit == 0 ? 0 : random() % limit; }

void change(std::string& text, const std::vector<std::string>& seeds, Random& random) {
  for (std::size_t count = 1 + below(random, 6); count > 0; --count) {
    const std::size_t at = below(random, text.size() + 1);
    switch (below(random, 6)) {
      case 0:
        if (at < text.size()) text[at] = static_cast<char>(random());
        break;
      case 1:
        text.insert(at, 1, "\n\"'\\${}[]<>#:- \t\0\xff"[below(random, 18)]);
        break;
      case 2:
        text.erase(at, 1 + below(random, 32));
        break;
      case 3:
        text.insert(at, text.substr(below(random, text.size() + 1), below(random, 64)));
        break;
      case 4: {
        const std::string& other = seeds[below(random, seeds.size())];
        text.insert(at, other.substr(below(random, other.size() + 1), below(random, 200)));
        break;
      }
      default:
        text.resize(at);
    }
  }
}

void run(const std::string& text, const std::string& crash_file) {
  // Written first: a target that breaks down leaves what it was given.
  std::ofstream(crash_file, std::ios::binary) << text;
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
}

}  // namespace

int main(int count, char** arguments) {
  double seconds = 60;
  std::uint64_t seed = 1;
  std::string crash_file = "crash-input";
  std::vector<std::string> seeds;
  for (int index = 1; index < count; ++index) {
    const std::string_view argument = arguments[index];
    if (argument.starts_with("-max_total_time="))
      seconds = std::atof(arguments[index] + 16);
    else if (argument.starts_with("-seed="))
      seed = std::strtoull(arguments[index] + 6, nullptr, 10);
    else if (argument.starts_with("-artifact_prefix="))
      crash_file = std::string(argument.substr(17)) + "crash-input";
    else if (std::filesystem::is_directory(argument)) {
      for (const auto& entry : std::filesystem::recursive_directory_iterator(argument)) {
        if (!entry.is_regular_file() || entry.file_size() > 65536) continue;
        std::ifstream stream(entry.path(), std::ios::binary);
        seeds.emplace_back(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
      }
    }
  }
  if (seeds.empty()) seeds.emplace_back();
  for (const std::string& text : seeds) run(text, crash_file);
  Random random(seed);
  std::uint64_t runs = seeds.size();
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  for (; std::chrono::steady_clock::now() < end; ++runs) {
    std::string text = seeds[below(random, seeds.size())];
    change(text, seeds, random);
    run(text, crash_file);
  }
  std::filesystem::remove(crash_file);
  std::printf("%llu runs, no fault\n", static_cast<unsigned long long>(runs));
}
