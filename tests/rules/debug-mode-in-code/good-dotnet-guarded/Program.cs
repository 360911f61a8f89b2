var builder = WebApplication.CreateBuilder(args);
builder.Services.AddDbContext<Bees>(options =>
    options.UseNpgsql("Host=db")
        .EnableSensitiveDataLogging(builder.Environment.IsDevelopment()));
builder.Services.AddDbContext<Wasps>(options =>
{
    options.UseNpgsql("Host=db");
#if DEBUG
    options.EnableSensitiveDataLogging();
#endif
});
var app = builder.Build();
if (app.Environment.IsDevelopment())
    app.UseDeveloperExceptionPage();
if (!app.Environment.IsDevelopment())
    app.UseExceptionHandler("/sorry");
else
    app.UseDeveloperExceptionPage();
var isLocal = app.Environment.IsDevelopment();
if (isLocal)
{
    app.UseDeveloperExceptionPage();
}
app.MapGet("/", () => "hello");
app.Run();
