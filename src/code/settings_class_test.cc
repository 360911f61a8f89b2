#include "code/settings_class.h"

#include <gtest/gtest.h>

#include <string>

namespace seaworthy::code {
namespace {

/// `NAME=value` of each field, `NAME` of one with another default, `NAME!` of one without; `?` for an unknown variable.
std::string variables(std::string_view source) {
  const std::vector<Token> all = tokens(source, Language::python);
  std::string result;
  for (const SettingsField& field : settings_fields(source, all)) {
    if (!result.empty()) result += ' ';
    result += field.variable.empty() ? "?" : field.variable;
    if (!field.has_default) result += '!';
    if (field.value != 0) result.append("=").append(all[field.value].text);
  }
  return result;
}

TEST(SettingsClass, FieldsAreVariablesOfTheirName) {
  EXPECT_EQ(variables("class Settings(BaseSettings):\n"
                      "    \"\"\"What the shop needs.\"\"\"\n"
                      "    cache_url: str = 'redis://localhost:6379'\n"
                      "    port: int = 8000\n"
                      "    debug: bool = True\n"
                      "    origins: list[str] = ['a', 'b']\n"
                      "    secret: str\n"
                      "    kinds: ClassVar[dict[str, str]] = {}\n"
                      "\n"
                      "    def url(self) -> str:\n"
                      "        name: str = 'x'\n"
                      "        return name\n"
                      "\n"
                      "other: str = 'y'\n"),
            "CACHE_URL=redis://localhost:6379 PORT=8000 DEBUG=True ORIGINS SECRET!");
}

TEST(SettingsClass, PrefixesAndAliases) {
  EXPECT_EQ(variables("class Settings(BaseSettings):\n"
                      "    host: str = 'db'\n"
                      "    user: str = Field('app', alias='DB_LOGIN')\n"
                      "    name: str = Field(default='shop')\n"
                      "    key: str = Field(..., min_length=8)\n"
                      "    made: list = Field(default_factory=list)\n"
                      "    either: str = Field('x', validation_alias=AliasChoices('A', 'B'))\n"
                      "    model_config = SettingsConfigDict(env_prefix='shop_', extra='ignore')\n"),
            "SHOP_HOST=db DB_LOGIN=app SHOP_NAME=shop SHOP_KEY! SHOP_MADE ?=x");
  EXPECT_EQ(variables("class Base(BaseSettings):\n"
                      "    class Config:\n"
                      "        env_prefix = 'App_'\n"
                      "        case_sensitive = True\n"
                      "class Store(Base):\n"
                      "    host: str = 'db'\n"
                      "class Plain(BaseModel):\n"
                      "    host: str = 'db'\n"
                      "class Computed(BaseSettings):\n"
                      "    model_config = {'env_prefix': f'{NAME}_'}\n"
                      "    host: str = 'db'\n"),
            "App_host=db ?=db");
}

TEST(SettingsClass, VariableAtAnOffset) {
  const std::string source =
      "class Settings(BaseSettings):\n"
      "    model_config = {'env_prefix': 'SHOP_'}\n"
      "    url: str = 'http://store:9000'\n"
      "base = 'http://store:9000'\n";
  EXPECT_EQ(settings_variable_at(source, source.find("store")), "SHOP_URL");
  EXPECT_EQ(settings_variable_at(source, source.rfind("store")), std::nullopt);
}

}  // namespace
}  // namespace seaworthy::code
