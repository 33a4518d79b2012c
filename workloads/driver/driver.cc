#include "workload_channel.h"
