CREATE TABLE crates (
  id INT PRIMARY KEY,
  content JSONB
);
