dev.runtimeaudit.it.Fixture.copy("_reactor", basedir)
for (app in ['a', 'b', 'c']) new File(basedir, "apps/$app/Dockerfile").delete()
return true
