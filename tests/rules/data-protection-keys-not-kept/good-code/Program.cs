var builder = WebApplication.CreateBuilder(args);
builder.Services.AddAuthentication("Cookies").AddCookie();
builder.Services.AddDataProtection().PersistKeysToDbContext<DeskContext>();
var app = builder.Build();
app.MapGet("/", () => "desk");
app.Run();
