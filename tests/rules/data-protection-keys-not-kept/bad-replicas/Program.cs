var builder = WebApplication.CreateBuilder(args);
builder.Services.AddSession();
var app = builder.Build();
app.MapGet("/", () => "desk");
app.Run();
