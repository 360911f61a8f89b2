var builder = WebApplication.CreateBuilder(args);
builder.Services.AddStackExchangeRedisCache(options =>
    options.Configuration = builder.Configuration.GetConnectionString("Redis") ?? "localhost:6379");
var search = builder.Configuration["Search:Url"] ?? "http://localhost:9200";
var app = builder.Build();
app.MapGet("/", () => "desk");
app.Run();
