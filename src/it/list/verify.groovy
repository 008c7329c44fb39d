dev.runtimeaudit.it.ItResult.in(basedir).lists('target/services.json', 'a', 'b', 'c').says('because apps/a/Dockerfile lies in apps').asExpected()
