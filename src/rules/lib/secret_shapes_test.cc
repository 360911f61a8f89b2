#include "rules/lib/secret_shapes.h"

#include <gtest/gtest.h>

namespace seaworthy::rules {
namespace {

TEST(NameIsSecret, KnowsCredentialsFromWhatSpeaksAboutThem) {
  for (const char* name : {"DB_PASSWORD", "POSTGRES_PASSWORD", "apiKey", "JWT_SECRET", "requirepass", "PGPASSWORD",
                           "NEXTAUTH_SECRET", "GITHUB_TOKEN", "db.passwd", "POSTGRES_PWD"})
    EXPECT_TRUE(name_is_secret(name)) << name;
  for (const char* name : {"POSTGRES_PASSWORD_FILE", "TOKEN_URL", "PWD", "COMPASS", "KEYBOARD", "LOG_LEVEL",
                           "MYSQL_ALLOW_EMPTY_PASSWORD", "AWS_REGION"})
    EXPECT_FALSE(name_is_secret(name)) << name;
}

TEST(ClassifySecretValue, TellsWhereTheValueComesFrom) {
  EXPECT_EQ(classify_secret_value(""), SecretValue::empty);
  EXPECT_EQ(classify_secret_value("${DB_PASSWORD}"), SecretValue::reference);
  EXPECT_EQ(classify_secret_value("${DB_PASSWORD:?set it}"), SecretValue::reference);
  EXPECT_EQ(classify_secret_value("$(cat /run/secrets/x)"), SecretValue::reference);
  EXPECT_EQ(classify_secret_value("{{ password }}"), SecretValue::reference);
  EXPECT_EQ(classify_secret_value("changeme"), SecretValue::placeholder);
  EXPECT_EQ(classify_secret_value("<password>"), SecretValue::placeholder);
  EXPECT_EQ(classify_secret_value("https://your-sentry-dsn@errors.test/1"), SecretValue::placeholder);
  EXPECT_EQ(classify_secret_value("https://4f1c0de98a7b3ff2@errors.test/1"), SecretValue::literal);
  EXPECT_EQ(classify_secret_value("postgres"), SecretValue::weak);
  EXPECT_EQ(classify_secret_value("Zk3-vTq8_mLw"), SecretValue::literal);
  EXPECT_EQ(classify_secret_value("pre${DB_PASSWORD}"), SecretValue::literal);
}

TEST(Redact, MasksValuesOfSecretNamesAndKeepsColumns) {
  EXPECT_EQ(redact("      POSTGRES_PASSWORD: s3cr3t-value"), "      POSTGRES_PASSWORD: ************");
  EXPECT_EQ(redact("    secrets: [db_password, api_key]"), "    secrets: [db_password, api_key]");
  EXPECT_EQ(redact("      - POSTGRES_PASSWORD=s3cr3t"), "      - POSTGRES_PASSWORD=******");
  EXPECT_EQ(redact("- \"API_KEY=abc def\""), "- \"API_KEY=*******\"");
  EXPECT_EQ(redact("app.config[\"API_KEY\"] = \"abcdef\""), "app.config[\"API_KEY\"] = \"******\"");
  EXPECT_EQ(redact("API_KEY=abc\r\n"), "API_KEY=***\r\n");
  EXPECT_EQ(redact("API_KEY=abc def # x"), "API_KEY=******* # x");
  EXPECT_EQ(redact("ENV JWT_SECRET hunter2"), "ENV JWT_SECRET *******");
  EXPECT_EQ(redact("ENV JWT_SECRET=hunter2 PORT=80"), "ENV JWT_SECRET=******* PORT=80");
  EXPECT_EQ(redact("export DB_PASSWORD='a b c'  # why"), "export DB_PASSWORD='*****'  # why");
  EXPECT_EQ(redact("command: redis-server --requirepass hunter2 --port 1"),
            "command: redis-server --requirepass ******* --port 1");
  EXPECT_EQ(redact("  command: [\"redis-server\", \"--requirepass\", \"hunter2\"]"),
            "  command: [\"redis-server\", \"--requirepass\", \"*******\"]");
  EXPECT_EQ(redact("{\"password\": \"hunter2\", \"port\": 80}"), "{\"password\": \"*******\", \"port\": 80}");
}

TEST(Redact, MasksThePasswordOfAnAddress) {
  EXPECT_EQ(redact("DATABASE_URL=postgres://app:hunter2@db:5432/app"),
            "DATABASE_URL=postgres://app:*******@db:5432/app");
  EXPECT_EQ(redact("url: redis://:${REDIS_PASSWORD}@cache:6379"), "url: redis://:${REDIS_PASSWORD}@cache:6379");
}

TEST(Redact, KeepsVariablesButNotTheirDefaults) {
  EXPECT_EQ(redact("DB_PASSWORD: ${DB_PASSWORD}"), "DB_PASSWORD: ${DB_PASSWORD}");
  EXPECT_EQ(redact("DB_PASSWORD: ${DB_PASSWORD:-hunter2}"), "DB_PASSWORD: ${DB_PASSWORD:-*******}");
  EXPECT_EQ(redact("echo ${DB_PASSWORD-hunter2} ${X}"), "echo ${DB_PASSWORD-*******} ${X}");
  EXPECT_EQ(redact("DB_PASSWORD: ${DB_PASSWORD:?must be set}"), "DB_PASSWORD: ${DB_PASSWORD:?must be set}");
  EXPECT_EQ(redact("url: postgres://u:${DB_PASSWORD:-hunter2}@db/app"),
            "url: postgres://u:${DB_PASSWORD:-*******}@db/app");
}

TEST(Redact, MasksWhatCodeTakesInstead) {
  EXPECT_EQ(redact("const JWT_SECRET = process.env.JWT_SECRET || 'hunter2';"),
            "const JWT_SECRET = process.env.JWT_SECRET || '*******';");
  EXPECT_EQ(redact("  secret: process.env.JWT_SECRET ?? `hunter2`,"), "  secret: process.env.JWT_SECRET ?? `*******`,");
  EXPECT_EQ(redact("use(id, process.env[\"JWT_SECRET\"] || \"hunter2\")"),
            "use(id, process.env[\"JWT_SECRET\"] || \"*******\")");
  EXPECT_EQ(redact("SECRET_KEY = os.environ.get(\"SECRET_KEY\") or \"hunter2\""),
            "SECRET_KEY = os.environ.get(\"SECRET_KEY\") or \"*******\"");
  EXPECT_EQ(redact("key = ENV.fetch(\"JWT_SECRET\") { \"hunter2\" }"),
            "key = ENV.fetch(\"JWT_SECRET\") { \"*******\" }");
  EXPECT_EQ(redact("let key = env::var(\"JWT_SECRET\").unwrap_or_else(|_| \"hunter2\".into());"),
            "let key = env::var(\"JWT_SECRET\").unwrap_or_else(|_| \"*******\".into());");
  EXPECT_EQ(redact("  \"Jwt:Secret\": \"hunter2\","), "  \"Jwt:Secret\": \"*******\",");
  EXPECT_EQ(redact("builder.Configuration[\"Jwt:Secret\"] = \"hunter2\";"),
            "builder.Configuration[\"Jwt:Secret\"] = \"*******\";");
  EXPECT_EQ(redact("var key = builder.Configuration[\"Jwt:Secret\"]!;"),
            "var key = builder.Configuration[\"Jwt:Secret\"]!;");
  EXPECT_EQ(redact("  environment: [\"PASSWORD:hunter2\"]"), "  environment: [\"PASSWORD:*******\"]");
  EXPECT_EQ(redact("var key = configuration[\"Signing:Secret\"] ?? \"hunter2\";"),
            "var key = configuration[\"Signing:Secret\"] ?? \"*******\";");
  EXPECT_EQ(redact("'password' => getenv('DB_PASSWORD') ?: 'hunter2',"),
            "'password' => getenv('DB_PASSWORD') ?: '*******',");
  EXPECT_EQ(redact("    jwt_secret: str = \"hunter2\""), "    jwt_secret: ******\"*******\"");
  EXPECT_EQ(redact("app.secret_key = b\"hunter2\""), "app.secret_key = *\"*******\"");
  EXPECT_EQ(redact("const port = process.env.PORT || '3000';"), "const port = process.env.PORT || '3000';");
}

TEST(Redact, KeepsOptionsThatAReferenceAdds) {
  EXPECT_EQ(redact("redis-server ${REDIS_PASSWORD:+--requirepass $REDIS_PASSWORD}"),
            "redis-server ${REDIS_PASSWORD:+--requirepass $REDIS_PASSWORD}");
  EXPECT_EQ(redact("redis-server ${CACHE:+--requirepass hunter2}"), "redis-server ${CACHE:+--requirepass *******}");
}

TEST(Redact, MasksWhatItsIssuerMarks) {
  const std::string token = std::string("ghp_") + std::string(36, 'a');
  EXPECT_EQ(redact("RUN git clone https://" + token + "@github.com/a/b"),
            "RUN git clone https://" + std::string(40, '*') + "@github.com/a/b");
  EXPECT_EQ(redact(std::string(64, 'A')), std::string(64, '*'));
}

TEST(Redact, LeavesOrdinaryLinesAlone) {
  for (const char* line : {"FROM node:20-alpine AS build", "    image: postgres:16", "  - db_password",
                           "secrets:", "      test: [\"CMD\", \"pg_isready\", \"-U\", \"app\"]",
                           "The password is asked for at the first start", "RUN apt-get install -y openssh-client"})
    EXPECT_EQ(redact(line), line);
}

}  // namespace
}  // namespace seaworthy::rules
