var app = WebApplication.CreateBuilder(args).Build();
app.MapGet("/", () => "open");
app.Run();
