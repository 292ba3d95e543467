# What every page says.
layout-skip = Skip to the content
layout-demo = A rehearsal: everybody in here is invented.
layout-privacy = Privacy
layout-pages = Pages
layout-languages = Languages
nav-notice = Notice
nav-requests = Your rights
nav-choices = Your choices
nav-account = Your account

# When something cannot be done.
fault-title = That did not work
fault-back = Back to the start
fault-401 = Sign in first, please.
fault-403 = This is not open to you.
fault-404 = There is nothing at this address.
fault-405 = This address does not take that.
fault-413 = This is larger than what is taken in.
fault-429 = That was a lot at once. Wait a minute and try again.
fault-500 = Something is wrong on our side. It was noted.
fault-503 = This cannot be done right now. Please try again later.
